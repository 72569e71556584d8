// In a worker: Python with all packages that a first cell needs, once. JupyterLite's kernel takes this file for Pyodide,
// and what is here for a Python that has installed its own packages, which it would do one after another.
if (!self.begun) {
    const lite = location.href.slice(0, location.href.lastIndexOf("/lite/") + "/lite/".length);
    importScripts(`${lite}static/pyodide/pyodide.js`);
    const begin = async (loadPyodide) => {
        const python = await loadPyodide({ indexURL: `${lite}static/pyodide/`, packages: PACKAGES });
        python.runPython("import pyodide_kernel, coursecnn");
        return python;
    };
    self.begun = begin(self.loadPyodide);
}
self.loadPyodide = () => self.begun;
