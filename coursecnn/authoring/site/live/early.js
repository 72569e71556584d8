// The kernel's worker, whose Python begins before JupyterLab has asked for it.
importScripts("start.js", "KERNEL");
