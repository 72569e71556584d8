# %% [markdown]
# # 11 Your own images
#
# You will go from a folder of pictures to a trained, tested, saved net and one prediction, and find out where such nets deceive their makers.
#
# About 45 minutes. The cells train 21 small nets, about a minute on two cores. It builds on lesson 07 (training), 08 (chance) and 09 (looking inside).
#
# Exercises: [11 Your own images](../exercises/11_your_own_images.ipynb). Lab: your own folder, with three commands; see "From the command line".

# %%
import tempfile
from contextlib import chdir
from dataclasses import replace
from pathlib import Path

import numpy as np
from tqdm.auto import tqdm

from coursecnn import SGD, datasets, evaluate, fit, models, plots, predict, probabilities
from coursecnn.commands.cli import main
from coursecnn.datasets import draw_signs, split, write_signs
from coursecnn.datasets.photos import read_photo
from coursecnn.experiments import difference, estimate
from coursecnn.interop import InteropError, to_torch
from coursecnn.lesson import Guess, is_quick, stored, uses_stored
from coursecnn.training import Augmentation, open_net, save_net

# %% [markdown]
# ## A folder of pictures
#
# The computer needs no list of labels, only order: **one folder for each class**. Where one thing was photographed many times, its pictures lie in a
# folder of their own inside the class.
#
# The package draws such a folder, so that you need no download: road signs of five classes. A sign stands in its street, has its dirt and sometimes
# a sticker, and is seen twelve times, from near and far, in sun and shade. A second folder has other signs in other streets; it waits for the test.

# %%
place = Path(tempfile.mkdtemp())
write_signs(place / "signs", signs=8, views=12, seed=0)
write_signs(place / "test", signs=40, views=2, seed=100)
for folder in sorted((place / "signs").iterdir()):
    objects = sorted(folder.iterdir())
    print(
        f"signs/{folder.name}: {len(objects)} signs, such as {objects[0].name} with {len(list(objects[0].iterdir()))} pictures"
    )

# %%
shown = [f"left/sign-{sign:02}/view-{view:02}.png" for sign in (1, 2, 3) for view in range(1, 7)]
pictures = np.array([read_photo(place / "signs" / name, 48)[0] for name in shown])
print("one picture:", pictures[0].shape, pictures.dtype)

# %% tags=["plumbing"]
# Picture: three signs, six times each
plots.show(
    plots.images(pictures, columns=6, title="Three signs of one class, one to a row, each seen six times"),
    alt="Three rows of six pictures of blue signs with an arrow to the left; in a row the street behind the sign "
    "stays the same.",
)

# %% [markdown]
# ## Photos of one size
#
# A net wants all images alike, and photos are not. `from_folder(path, size=24)` turns each upright, as the camera's note in the file (EXIF) says, lays it
# on white where it is transparent, **cuts out the middle square** and makes it 24 × 24. It says what it did.
#
# **Predict.** A photo of 4,000 × 3,000 pixels in colour, one byte for each number: how many bytes? And how many at 24 × 24?
#
# ### ANSWER 36,000,000 bytes

# %%
guess = Guess(...)  # bytes, of the photo

# %%
print(f"a photo: {3 * 4000 * 3000:,} bytes; at 24 x 24: {3 * 24 * 24:,} bytes")
guess.compare(3 * 4000 * 3000)

# %% tags=["plumbing"]
# Picture: one sign at four sizes
sizes = (48, 24, 12, 6)
small = [read_photo(place / "signs" / "right" / "sign-04" / "view-02.png", size)[0] for size in sizes]
large = np.array([one.repeat(48 // size, axis=1).repeat(48 // size, axis=2) for one, size in zip(small, sizes)])
plots.show(
    plots.images(
        large, [f"{size} × {size}" for size in sizes], title="One sign at four sizes: can you still tell the class?"
    ),
    alt="A round sign with an arrow to the right, at 48, 24, 12 and 6 pixels a side; at 12 the arrow can be guessed, "
    "at 6 it cannot.",
)

# %% [markdown]
# Small is fast: half the side is a quarter of the work. But be suspicious of a net that can tell the class at a size at which *you* cannot: what does it
# look at? Colour or grey is the same question: `grey=True` saves two of three numbers. Take it where colour says nothing about the class, as in scanned
# text.

# %% [markdown]
# We take 24 × 24 in colour. Nets are trained for 15 epochs with three seeds. In quick mode it is 6 epochs, one seed and smaller batches: then the
# numbers differ from those in the text, but its conclusions hold, unless it says otherwise. (In a browser nothing is trained: the nets come with the page.)
# Another kind of processor rounds sums in another way, and training enlarges that: there the numbers differ by some points, as with another seed.

# %%
SIZE = 24
few = is_quick() and not uses_stored()
seeds, EPOCHS, BATCH = ((0,), 6, 16) if few else ((0, 1, 2), 15, 32)
with chdir(place):
    data = datasets.from_folder("signs", test_fraction=0, size=SIZE)
print(data.source)
print("training images:", data.x_train.shape, "of", len(np.unique(data.objects)), "signs")
new = draw_signs(40, 2, seed=50, size=SIZE)  # signs that nobody trains on: they judge what is tried

# %% [markdown]
# ## Two ways to split
#
# Part of the pictures must be held back, to judge by. The obvious way: shuffle the 480 pictures, hold back a quarter.
#
# Look once more at the rows of pictures above. **Predict.** Will a net read the held-back pictures as well as pictures of signs that it has never seen?
# Better? Worse? By how many points?
#
# ### ANSWER promises far more than it keeps

# %%
guess = Guess(...)  # held-back pictures minus new signs, in points


# %% tags=["nbval-ignore-output"]
def trained(rows, seed, lr=0.05, augment=None, images=data):
    """A net trained on these rows of the training images."""
    nothing = dict(x_test=images.x_train[:0], y_test=images.y_train[:0], objects=None)
    chosen = replace(images, x_train=images.x_train[rows], y_train=images.y_train[rows], **nothing)
    net = models.photo_cnn(5, SIZE, seed=seed)
    fit(
        net, chosen, epochs=EPOCHS, batch_size=BATCH, optimizer=SGD(lr, 0.9), seed=seed, augment=augment, progress=False
    )
    return net.eval()


def share_right(net, rows):
    return 100 * evaluate(net, data.x_train[rows], data.y_train[rows]).accuracy


@stored("11_your_own_images")
def two_splits(seed):
    """Split by picture and by sign: what is right of the held back and of new signs; the net of the second."""
    kept, held = split(data.y_train, data.objects, 0.25, np.random.default_rng(seed))
    mixed = np.random.default_rng(seed).permutation(len(data.x_train))
    leaky, net = trained(mixed[: len(kept)], seed), trained(kept, seed)
    on_new = [100 * evaluate(one, new.images, new.labels).accuracy for one in (leaky, net)]
    return (share_right(leaky, mixed[len(kept) :]), on_new[0]), (share_right(net, held), on_new[1]), net


by_picture, by_sign, nets = zip(*(two_splits(seed) for seed in tqdm(seeds)))
nets = dict(zip(seeds, nets))

# %% tags=["nbval-ignore-output"]
for name, values in (("split by picture", by_picture), ("split by sign", by_sign)):
    held_back, on_new = np.mean(values, axis=0)
    print(f"{name}, means over the seeds:\n    held back {held_back:.1f} % right, new signs {on_new:.1f} %")
    print("    held back minus new signs, in points:", ", ".join(f"{a - b:.1f}" for a, b in values))
guess.compare(np.mean([a - b for a, b in by_picture]))

# %% tags=["guard"]
promised = [a - b for a, b in by_picture]
assert min(promised) > 5 and np.mean(promised) > 10, by_picture
assert few or np.mean(promised) > np.mean([a - b for a, b in by_sign]) + 8, (by_picture, by_sign)

# %% [markdown]
# On new signs the two kinds of nets are near each other (the first saw pictures of all 40 signs, the second of 30). What differs is the *promise*: the split by picture promises far more than it keeps, the
# split by sign is off only by chance. A held-back picture has siblings in the training set, with the same street and sticker, and the net
# knows *them*. This is a **leak**: training and test share what they will not share in real use.

# %% [markdown]
# So split by **object**: by person, by patient, by street, by day. `split(labels, objects, fraction, rng)` does it, and `coursecnn train` does so when the
# pictures of a thing lie in a folder of their own. The price: with two signs of each class held back, the number is rough.

# %% [markdown]
# ## Which neighbour is nearest?
#
# Is it really the single sign that is recognised, by its street, sticker or dirt? A check without any net: for each held picture find the training
# picture with the nearest pixels.
#
# **Predict.** With the split by picture, how often does that neighbour show the very same sign? There are 40 signs, so by chance 1 time in 40.
#
# ### ANSWER half of the time

# %%
guess = Guess(...)  # times in 100

# %%
pixels = datasets.to_float(data.x_train).reshape(len(data.x_train), -1)


def nearest(held, kept):
    """For each held row the training row with the smallest distance."""
    a, b = pixels[held], pixels[kept]
    return kept[((b**2).sum(axis=1) - 2 * a @ b.T).argmin(axis=1)]


same = []
for seed in range(5):
    mixed = np.random.default_rng(seed).permutation(len(data.x_train))
    same.append(100 * np.mean(data.objects[nearest(mixed[:120], mixed[120:])] == data.objects[mixed[:120]]))

# %% tags=["nbval-ignore-output"]
print("the neighbour shows the same sign", ", ".join(f"{share:.0f}" for share in same), "times in 100")
print(f"(five splits); by chance it would be {100 / 40:.1f}")
guess.compare(np.mean(same))

# %% tags=["guard"]
assert 35 < min(same) and max(same) < 55, same

# %% [markdown]
# Nearly half of the time, in each of the five splits, the pixels alone find the very same sign.

# %% [markdown]
# ## The learning rate, on validation images
#
# What is tried out is judged on pictures that were held back *for choosing*: the **validation** images, of other signs than the training images, and
# not those of the test. Here it is the learning rate, the most important of all settings.
#
# **Predict.** Of 0.001, 0.05 and 0.3 one is too small and one too large. How many of 100 pictures will a net read that was trained with too large a rate?
#
# ### ANSWER 0.3 is at chance

# %%
guess = Guess(...)  # of 100

# %% tags=["nbval-ignore-output"]
rates = (0.001, 0.05, 0.3)


@stored("11_your_own_images")
def at_rates(seed):
    kept, held = split(data.y_train, data.objects, 0.25, np.random.default_rng(seed))
    some = [nets[seed] if lr == 0.05 else trained(kept, seed, lr) for lr in rates]
    most = [100 * np.bincount(predict(net, data.x_train[held])).max() / len(held) for net in some]
    return [share_right(net, held) for net in some], most


table, most = (dict(zip(seeds, found)) for found in zip(*map(at_rates, tqdm(seeds))))

# %%
best = {seed: rates[int(np.argmax(values))] for seed, values in table.items()}
print("best rate, each seed:", ", ".join(map(str, best.values())))

# %% tags=["nbval-ignore-output"]
for lr, values, shares in zip(rates, zip(*table.values()), zip(*most.values())):
    print(f"learning rate {lr:5}:", ", ".join(f"{v:.1f}" for v in values), "% of the validation images right,")
    print("    the most frequent answer given to", ", ".join(f"{share:.0f}" for share in shares), "%")
guess.compare(np.mean([values[2] for values in table.values()]))

# %% tags=["guard"]
assert all(values[2] < 25 for values in table.values()), table
assert max(shares[2] for shares in most.values()) == 100 or few, most
assert few or set(best.values()) == {0.05}, table

# %% [markdown]
# Each net with 0.3 is at chance, right one time in five; two of the three give one answer to all pictures. With 0.001 the nets have not got far after fifteen epochs. Rates between them may be as good as 0.05 or better:
# with ten signs to judge by, small differences are chance (lesson 08).

# %% [markdown]
# ## Augmentation that fits
#
# **Augmentation** shows each image a little changed in every epoch, so that few pictures teach more. What may be changed is a question about the
# *world*, not about nets: only what leaves the class as it is.
#
# **Predict.** Cats and dogs are often flipped, left to right. What does a flip do to our five classes?
#
# ### ANSWER carried a false label

# %% tags=["plumbing"]
# Picture: a sign and its flip
example = pictures[10:11]
plots.show(
    plots.images(
        np.concatenate([example, example[..., ::-1]]), ["as it is", "flipped"], title="One picture, and its flip"
    ),
    alt="A round blue sign with a white arrow, and the same picture with left and right exchanged.",
)

# %% tags=["nbval-ignore-output"]
arrows = np.isin(new.labels, (2, 4))  # left and right


def mixed_up(net):
    """Of the arrows to a side that are read as such: how many as the wrong side, in %."""
    answers = predict(net, new.images[arrows])
    sideways = np.isin(answers, (2, 4))
    return 100 * np.mean(answers[sideways] != new.labels[arrows][sideways])


@stored("11_your_own_images")
def mixed_up_with_flips(seed):
    kept, _ = split(data.y_train, data.objects, 0.25, np.random.default_rng(seed))
    return mixed_up(trained(kept, seed, augment=Augmentation("flip")))


confused = {
    "as they are": [mixed_up(net) for net in nets.values()],
    "with flips": [mixed_up_with_flips(seed) for seed in tqdm(seeds)],
}

# %% tags=["nbval-ignore-output"]
for name, values in confused.items():
    print(f"'left' and 'right' mixed up, trained {name}:", ", ".join(f"{v:.0f}" for v in values), "%")
if len(seeds) > 1:
    d = difference(confused["with flips"], confused["as they are"])
    print(f"with flips minus as they are: {d.mean:+.0f} points, 95 % interval {d.low:+.0f} to {d.high:+.0f}")

# %% tags=["guard"]
assert all(35 < value < 65 for value in confused["with flips"]), confused
assert few or np.mean(confused["with flips"]) > np.mean(confused["as they are"]) + 3, confused

# %% [markdown]
# With flips, 44 to 49 % are mixed up, nearly what tossing a coin would give. Without them, 26 to 41 %: nets that learned from six signs of a class are not good at
# arrows either. So with three runs each the difference is within chance (lesson 08). But it is no accident that half of the arrows to a side carried a false label: the flips did that.

# %% [markdown]
# Ask of every augmentation: *would I give the changed picture the same
# label?* For signs: a small shift or other light, yes; a flip, no. For leaves a flip is fine, for letters it is not.
#
# Whether an augmentation that fits also *helps* is a second question, and the validation images answer it. In `coursecnn train` it is `--augment shift,light`.

# %% [markdown]
# ## What does it look at?
#
# Suppose that a photographer was lazy: all arrows to the left were taken in front of brick walls, all arrows ahead in front of the sky, and so on. Nets take what
# is easiest. We train on such a folder, and test on new signs twice: in the usual streets, and in others.
#
# **Predict** both accuracies. Chance is 20 %.
#
# ### ANSWER An excellent test, and a useless net

# %%
guess = Guess(...)  # % right in other streets

# %% tags=["nbval-ignore-output"]
lazy = draw_signs(16, 6, seed=0, size=SIZE, street="usual")
usual, unusual = (draw_signs(30, 3, seed=60, size=SIZE, street=street) for street in ("usual", "unusual"))
folder = replace(data, x_train=lazy.images, y_train=lazy.labels, objects=lazy.signs)


@stored("11_your_own_images")
def cheat(seed):
    return trained(np.arange(len(lazy.labels)), seed, images=folder)


cheats = [cheat(seed) for seed in tqdm(seeds)]
found = {
    name: [100 * evaluate(net, some.images, some.labels).accuracy for net in cheats]
    for name, some in (("usual streets", usual), ("other streets", unusual))
}

# %% tags=["nbval-ignore-output"]
for name, values in found.items():
    print(f"new signs in {name}:", ", ".join(f"{v:.1f}" for v in values), "% right")
guess.compare(np.mean(found["other streets"]))

# %% tags=["guard"]
assert min(found["usual streets"]) > 75 and max(found["other streets"]) < 50, found

# %% [markdown]
# An excellent test, and a useless net. The split was fair, signs were new; but the test pictures have the same habit as the training
# pictures. How could you notice this without other streets at hand? **Cover the sign** and ask again (occlusion, lesson 09).


# %%
def covered(images):
    """The middle, where the sign stands, in the mean colour of its picture."""
    hidden, middle = images.copy(), slice(3, SIZE - 3)
    hidden[:, :, middle, middle] = images.mean(axis=(2, 3), keepdims=True)
    return hidden


hidden = covered(usual.images)
blind = {
    name: [100 * evaluate(net, hidden, usual.labels).accuracy for net in group]
    for name, group in (("any street", nets.values()), ("their usual street", cheats))
}

# %% tags=["plumbing"]
# Picture: signs, and the same signs covered
chosen = np.arange(0, len(hidden), 90)
plots.show(
    plots.images(
        np.concatenate([usual.images[chosen], hidden[chosen]]),
        columns=5,
        title="Below, nearly all of the sign is covered",
    ),
    alt="Five pictures of signs before five kinds of streets, and below the same with the middle covered in one colour.",
)

# %% tags=["nbval-ignore-output"]
for name, values in blind.items():
    print(f"signs covered, trained on signs in {name}:", ", ".join(f"{v:.0f}" for v in values), "% right")
print(f"by chance: {100 / len(np.unique(usual.labels)):.0f} %")

# %% tags=["guard"]
assert min(blind["their usual street"]) > 40 and max(blind["any street"]) < 40, blind
assert min(blind["their usual street"]) > max(blind["any street"]) + 10, blind

# %% [markdown]
# The nets of the lazy folder still name the class of a sign that they cannot see: they read the street. The others are at chance, which shows that the
# cover hides enough. This test costs a minute. Make it
# for every net that is meant to leave your desk. The cure is in the pictures, not in the net: each class in many places.

# %% [markdown]
# ## One test, with its interval
#
# All is chosen now: 24 × 24, colour, rate 0.05, no flip, and seed 0, as `coursecnn train` has it. The last net learns from all pictures of the folder
# `signs`. Then the folder `test` is opened, once.
#
# The test has 400 pictures of 200 signs. **Predict.** Does the uncertainty go by 400 or by 200?
#
# ### ANSWER The interval goes by signs

# %%
guess = Guess(..., "400", "200")  # "400" or "200"


# %%
@stored("11_your_own_images")
def last_net():
    return trained(np.arange(len(data.x_train)), seed=0)


net = last_net()
with chdir(place):
    test = datasets.from_folder("test", test_fraction=0, size=SIZE)
result = evaluate(net, test.x_train, test.y_train)
answers = predict(net, test.x_train)
shares = np.array([np.mean((answers == test.y_train)[test.objects == one]) for one in np.unique(test.objects)])
low, high = result.interval()
of_signs = estimate(shares)  # as in lesson 08: there runs, here signs

# %% tags=["nbval-ignore-output"]
print(f"{result.correct} of {result.total} pictures right: {100 * result.accuracy:.1f} %")
print(f"95 % interval, as if all pictures were independent: {100 * low:.1f} to {100 * high:.1f} %")
print(f"95 % interval, sign by sign: {100 * of_signs.low:.1f} to {100 * of_signs.high:.1f} %")
alike, p = np.mean((shares == 0) | (shares == 1)), shares.mean()
print(f"both pictures right or both wrong: {100 * alike:.0f} % of the signs;")
print(f"if they were independent, it would be {100 * (p**2 + (1 - p) ** 2):.0f} %")
guess.compare("200" if of_signs.high - of_signs.low > high - low else "400")

# %% tags=["guard"]
assert alike > p**2 + (1 - p) ** 2 and of_signs.high - of_signs.low > high - low and 0.4 < result.accuracy < 0.95

# %% [markdown]
# The two pictures of a sign are both right or both wrong more often than two independent pictures would be, so they say less than two. The interval goes
# by **signs** and is the wider one. This is the number to tell others of *this net*: on signs and streets of this kind, with this interval.
#
# Another seed gives another net, and no interval above says how far apart they are. Ask the new signs, not the test, which is used up:


# %% tags=["nbval-ignore-output"]
@stored("11_your_own_images")
def of_another_seed(seed):
    other = net if seed == 0 else trained(np.arange(len(data.x_train)), seed)
    return 100 * evaluate(other, new.images, new.labels).accuracy


last = [of_another_seed(seed) for seed in tqdm(seeds)]

# %% tags=["nbval-ignore-output"]
for signs, values in (("all 40", last), ("30 of the", [on_new for _, on_new in by_sign])):
    print(f"new signs, read by nets of {signs} signs:", ", ".join(f"{value:.1f}" for value in values), "% right")

# %% [markdown]
# Each seed gains from two more signs per class. From seed to seed the accuracy goes from 70 to 83 %: a wider range than the interval above, which is for one net.
#
# Where does the net of the test go wrong? Apart from the arrows: which two classes does it mix up most, and what have their signs in common?

# %% tags=["plumbing"]
# Picture: true classes and answers
plots.show(
    plots.confusion_matrix(test.y_train, answers, test.class_names),
    alt="A table of 5 by 5 counts, true class by answer; most counts lie on the diagonal, many of the others among "
    "the three arrows.",
)

# %%
counts = np.bincount(test.y_train)
print("pictures of each class in the test:", counts)

# %% tags=["nbval-ignore-output"]
sideways = np.isin(test.y_train, (2, 4)) & np.isin(answers, (2, 4))
wrong = np.sum(answers[sideways] != test.y_train[sideways])
print(f"'left' and 'right' mixed up: {wrong} of {sideways.sum()}, {100 * wrong / sideways.sum():.0f} %")

# %% [markdown]
# ## Save it with all that it needs
#
# Weights alone are no use to anybody. The file must say which layers, **which classes in which order, what size, colour or grey, and
# how bytes became numbers**. A net whose images were prepared in another way than in training still gives answers, but often wrong ones.

# %% tags=["nbval-ignore-output"]
about = {"classes": list(data.class_names), "size": [SIZE, SIZE], "channels": 3, "normalisation": "divided by 255"}
save_net(net, place / "signs.npz", about)
again, said = open_net(place / "signs.npz")
photo, done = read_photo(place / "test" / "no-entry" / "sign-03" / "view-01.png", *said["size"][:1])
p = probabilities(again, photo[None])[0]
print("the same net:", bool(np.array_equal(probabilities(net, photo[None])[0], p)))
print(f"the most likely class: {said['classes'][p.argmax()]}, probability {100 * p.max():.1f} %")

# %% [markdown]
# ## From the command line
#
# The way from the folder to an answer is three commands, in a terminal. You may take a folder of your own; in Python, these lines write those of this
# lesson:
#
# ```python
# from coursecnn.datasets import write_signs
# write_signs("signs", 8, 12, 0)
# write_signs("test", 40, 2, 100)
# ```
#
# Train and test, each command in one line:
#
# ```
# uv run coursecnn train --data signs --size 24 --test test --save signs.npz
# ```
#
# Look at what was saved, and ask:
#
# ```
# uv run coursecnn show signs.npz
# uv run coursecnn predict signs.npz test/left/sign-01/view-01.png
# ```

# %% [markdown]
# `train` holds a fifth of the signs back as validation images (so it trains on fewer than the last net above, for 20 epochs), tests once, and gives the interval
# by objects. Choose by the validation line that it prints. `predict` makes any photo like those of the training, and says
# how. Here is the last command, for two pictures, with the two most likely classes of each:

# %% tags=["nbval-ignore-output"]
with chdir(place):
    pictures = ["test/left/sign-01/view-01.png", "test/no-entry/sign-03/view-01.png"]
    main(["predict", "signs.npz", *pictures, "--top", "2"])

# %% [markdown]
# ## To other frameworks
#
# A phone runs no NumPy. `coursecnn.interop` carries the net to PyTorch and back, or into an **ONNX** file, which many programs run:
# `to_onnx(net, "signs.onnx")`. The copy must give the numbers of the original: believe it when you have seen it.

# %% tags=["nbval-ignore-output"]
x = datasets.to_float(test.x_train[:50])
try:
    module = to_torch(net)
except InteropError as error:
    print(error)
else:
    theirs = module(module[0].weight.new_tensor(x)).detach().numpy()
    apart = np.abs(theirs - net(x)).max()
    print(f"scores up to {np.abs(theirs).max():.1f}, largest difference from PyTorch's {apart:.0e}")

# %% tags=["guard"]
assert "theirs" not in globals() or apart < 1e-5 * np.abs(theirs).max()

# %% [markdown]
# ## A challenge: 99.5 % on MNIST
#
# Back to digits. The net of lesson 07 reads 99.2 % on average over five seeds ([What it reaches](94_what_it_reaches.ipynb)). Reach 99.5 %: at most 50 of 10,000 wrong. **Rules:**
#
# 1. Only the 60,000 training images. At least 5,000 of them are validation images, and every choice is made on these.
# 2. Write down the final settings before the test. Then five seeds, each tested **once**; the result is the mean of the five, with its interval.
# 3. Fill in the sheet as you go, failures too.
#
# | run | what I changed, and why | epochs | validation, % | seconds |
# | :-- | :-- | --: | --: | --: |
# | 1 | lesson 07, as it is | 3 | | |
# | 2 | | | | |
# | final, seeds 0 to 4 | | | test: | |

# %% [markdown]
# <details><summary>A first hint</summary>
#
# More layers before the pooling.
# </details>
#
# <details><summary>A second hint</summary>
#
# Something against learning by heart.
# </details>
#
# <details><summary>A third hint</summary>
#
# More epochs, with images that are turned and shifted a little.
# </details>
#
# <details><summary>A recipe</summary>
#
# Three convolutions of 32, 64 and 64 filters, each with batch normalisation, then dropout, trained for 24 epochs on images turned by up to
# 10 degrees, scaled by up to a tenth and shifted by up to 2 pixels. This net is `models.mnist_best()`, and one command trains and tests it, here with seed 0:
# `uv run coursecnn train --data mnist --model mnist_best --seed 0 --report best-0.json`
#
# The seeds 0 to 4 read 9,955, 9,958, 9,956, 9,951 and 9,950 of the 10,000 test images: 99.54 % on average, 95 % interval 99.50 to 99.58.
# On average it reads 46 images wrongly, and at most 50 were allowed.
#
# An earlier recipe, twelve epochs with shifts alone, missed that: it read 99.44 % of the test images (99.38 to 99.50). Of 10,000 validation images,
# left out of its training, it read 99.30, 99.21 and 99.31 % (seeds 0 to 2); 24 epochs with turned and scaled images 99.35, 99.41 and 99.32. So the longer
# recipe was chosen, and only then tested. (In that trial shifts were by fractions of a pixel, too.) The rate 0.1 is a weaker choice: after four epochs 0.05, 0.1 and 0.2 read 99.0, 99.1 and 99.1 %, one seed. This tries a rate:
# `fit(models.mnist_best(), datasets.load("mnist"), epochs=4, optimizer=SGD(rate, 0.9), augment=Augmentation("shift", pixels=2), validation=10_000)`.
# Can you do better?
# </details>

# %% [markdown]
# ## What you can do now
#
# - Arrange pictures in folders, by class and by object, and say what size and colour they need.
# - Split so that nothing leaks, and find a leak with and without a net.
# - Choose on validation images, test once, and give an interval that goes by objects.
# - Refuse an augmentation that changes the class, and find a net that reads the background.
# - Save a net with all that a stranger needs, and use it from the command line.

# %% [markdown]
# ## Three quick questions
#
# **1.** You have 50 X-rays of each of 30 patients. How do you split?
#
# <details><summary>Answer</summary>
#
# By patient: all 50 of a patient on one side. Otherwise the net is asked about people it knows.
#
# </details><br>
#
# **2.** Validation says 97 %, your phone's camera says 60 %. Name two causes to look for.
#
# <details><summary>Answer</summary>
#
# The validation pictures share something with the training pictures (objects, places, one camera); or the phone's pictures are made ready in another
# way (turned, cut, colours) than in training.
#
# </details><br>
#
# **3.** With their signs covered, most pictures are still read correctly. Is that good?
#
# <details><summary>Answer</summary>
#
# No. The net reads something else, and will fail where that is different.
#
# </details><br>
#
# Exercises: [11 Your own images](../exercises/11_your_own_images.ipynb).
#
# **This was the last lesson.** [Back to the map](00_why_convolution.ipynb).
