// pytest in a browser's Python: node wasm.mjs FOLDER ARGUMENTS...
// FOLDER holds pyodide/ (the runtime), packages/ (pytest and what it needs) and project/ (a copy of the project).
import { realpathSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [folder, ...given] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${folder}/pyodide/pyodide.mjs`));
const python = await loadPyodide({ indexURL: `${folder}/pyodide/` });
await python.loadPackage(["numpy", "threadpoolctl", "pillow"], { messageCallback() {} });
for (const name of ["packages", "project"]) {
    python.FS.mkdirTree(`/${name}`);
    python.FS.mount(python.FS.filesystems.NODEFS, { root: realpathSync(`${folder}/${name}`) }, `/${name}`);
}
python.globals.set("given", python.toPy(given));
const code = python.runPython(`
import os, sys, tempfile
sys.path[:0] = ["/project/tests/wasm", "/project", "/packages"]
sys.dont_write_bytecode = True
os.environ |= {"COURSECNN_CACHE": tempfile.mkdtemp(), "HYPOTHESIS_STORAGE_DIRECTORY": tempfile.mkdtemp()}
os.environ["COURSECNN_QUICK"] = "0"  # tests expect the numbers of all images
os.chdir("/project")
import pytest
int(pytest.main(["-p", "absent", "-p", "no:cacheprovider", "-p", "no:faulthandler", "--capture=sys", "-o", "addopts=--strict-markers", *given]))
`);
process.exit(code);
