// A file field: the image that a reader chooses, or drops on it, goes to the kernel as it is, in one message.
const MOST = 7e6; // bytes: servers take messages of 10 MB, and base64 makes four bytes of three

function render({ model, el }) {
  const label = document.createElement("label");
  const input = document.createElement("input");
  label.textContent = "image file";
  label.className = "widget-label";
  label.htmlFor = input.id = `coursecnn-file-${Math.random().toString(36).slice(2)}`;
  input.type = "file";
  input.accept = "image/*";
  el.append(label, input);

  function send() {
    const file = input.files[0];
    if (!file) return;
    if (file.size > MOST) {
      model.send({ name: file.name, size: file.size });
      return;
    }
    const reader = new FileReader();
    reader.onload = () => model.send({ name: file.name, data: reader.result.slice(reader.result.indexOf(",") + 1) });
    reader.onerror = () => model.send({ name: file.name });
    reader.readAsDataURL(file);
  }
  function clear() {
    input.value = "";
  }
  input.addEventListener("change", send);
  model.on("msg:custom", clear);
  return () => model.off("msg:custom", clear);
}

export default { render };
