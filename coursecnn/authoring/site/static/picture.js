// The live picture of the front page: a kernel on a digit. Pointing at a number of the output, or the arrow keys, shows its window and its sum.
const DIGIT = `
............................
............................
............................
............................
.........1..................
.......17aa5................
.......6a99a82..............
.......8a216aa54............
.......6a6..4aaa5...........
........8a5..2aa8...........
........18a6..2a8...........
.........18a82.99...........
...........6aa6aa...........
............5aaaa2..........
............4aaaa94.........
............6a425aa4........
............5a4..2aa2.......
............2a7...4a6.......
.............9a1...99.......
.............5a5...6a3......
.............1a9...3a6......
..............6a4..1a8......
..............1aa643a9......
...............5aaaaa8......
................545772......
............................
............................
............................
`.trim().split("\n").map((row) => [...row].map((level) => (level === "." ? 0 : parseInt(level, 16) / 10))); // . is 0, a is 1

const KERNELS = {
    "edges, left-right": [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
    "edges, top-bottom": [[-1, -2, -1], [0, 0, 0], [1, 2, 1]],
    "nine times the mean": [[1, 1, 1], [1, 1, 1], [1, 1, 1]],
};
const [CELL, K] = [7, 3];
const SIZE = DIGIT.length - K + 1;
const [NEGATIVE, POSITIVE, FRAME] = [[0, 114, 178], [213, 94, 0], "#f0b429"];

const shown = (number) => String(Math.round(10 * number) / 10).replace("-", "\u2212");
const tinted = (colour, share) => `rgb(${colour.map((level) => Math.round(255 - share * (255 - level)))})`;

const pixel = (i, j, n) => DIGIT[i + Math.floor(n / K)][j + (n % K)]; // the n-th of the window whose corner is at (i, j)

function convolved(kernel) {
    const sum = (i, j) => kernel.flat().reduce((total, weight, n) => total + weight * pixel(i, j, n), 0);
    return Array.from({ length: SIZE }, (_, i) => Array.from({ length: SIZE }, (_, j) => sum(i, j)));
}

function paint(canvas, numbers, colour, [row, column, side]) {
    const pen = canvas.getContext("2d");
    numbers.forEach((line, i) => line.forEach((number, j) => {
        pen.fillStyle = colour(number);
        pen.fillRect(CELL * j, CELL * i, CELL, CELL);
    }));
    pen.strokeStyle = FRAME;
    pen.lineWidth = 3;
    pen.strokeRect(CELL * column, CELL * row, CELL * side, CELL * side);
}

function show(figure) {
    const [image, output] = figure.querySelectorAll("canvas");
    const [grid, chosen, words] = ["table", "select", ".live-sum"].map((name) => figure.querySelector(name));
    const place = [4, 9];
    function draw() {
        const kernel = KERNELS[chosen.value], y = convolved(kernel), [row, column] = place;
        const most = Math.max(...y.flat().map(Math.abs));
        paint(image, DIGIT, (level) => `rgb(${Array(3).fill(255 * level)})`, [row, column, K]);
        paint(output, y, (number) => tinted(number < 0 ? NEGATIVE : POSITIVE, Math.abs(number) / most), [row, column, 1]);
        grid.innerHTML = kernel.map((line) => `<tr>${line.map((weight) => `<td>${shown(weight)}</td>`).join("")}</tr>`).join("");
        const factors = kernel.flat().map((weight) => (weight < 0 ? `(${shown(weight)})` : weight));
        const terms = factors.map((factor, n) => `${shown(pixel(row, column, n))}\u00b7${factor}`);
        words.textContent = `Point at the output, or use the arrow keys. Row ${row}, column ${column}: ${terms.join(" + ")} = ${shown(y[row][column])}`;
    }
    function move(row, column) {
        [row, column].forEach((number, axis) => { place[axis] = Math.min(SIZE - 1, Math.max(0, number)); });
        draw();
    }
    for (const [canvas, before] of [[image, 1], [output, 0]]) {
        const point = (event) => {
            const box = canvas.getBoundingClientRect();
            const at = (where, start, length) => Math.floor(((where - start) / length) * (canvas.width / CELL)) - before;
            move(at(event.clientY, box.top, box.height), at(event.clientX, box.left, box.width));
        };
        for (const kind of ["pointerdown", "pointermove"]) canvas.addEventListener(kind, point);
    }
    const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
    output.addEventListener("keydown", (event) => {
        if (!steps[event.key]) return;
        event.preventDefault();
        move(place[0] + steps[event.key][0], place[1] + steps[event.key][1]);
    });
    chosen.addEventListener("change", draw);
    draw();
}

for (const figure of document.querySelectorAll(".live-picture")) {
    const [whole, part] = [CELL * DIGIT.length, CELL * SIZE];
    const names = Object.keys(KERNELS).map((name) => `<option>${name}</option>`).join("");
    figure.innerHTML = `
        <div><span>28 \u00d7 28 pixels</span><canvas width="${whole}" height="${whole}" role="img" aria-label="A drawn 8, light on dark"></canvas></div>
        <div><label for="live-kernel">kernel</label><table aria-label="The kernel"></table><select id="live-kernel">${names}</select></div>
        <div><span>output, blue &lt; 0</span><canvas width="${part}" height="${part}" tabindex="0" role="application"
            aria-label="The output of the convolution, 26 by 26: blue is negative, vermilion positive; arrow keys move the window"></canvas></div>
        <p class="live-sum" aria-live="polite"></p>`;
    show(figure);
}
