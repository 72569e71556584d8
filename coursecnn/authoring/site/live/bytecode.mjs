// Compiles the archives of Pyodide's folder with the Python in it: node bytecode.mjs FOLDER archives.py
import { readFileSync, realpathSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [folder, module] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${folder}/pyodide.mjs`));
const python = await loadPyodide({ indexURL: `${folder}/` });
python.FS.mkdir("/runtime");
python.FS.mount(python.FS.filesystems.NODEFS, { root: realpathSync(folder) }, "/runtime");
python.runPython(readFileSync(module, "utf8"));
python.runPython("import warnings; warnings.simplefilter('ignore'); compile_runtime('/runtime')");
