"""The course as a folder of files for any web server: pages to read (Sphinx), and notebooks that run in the browser.

``coursecnn site OUT`` makes it from the committed notebooks and runs none of them. ``pages`` lays out what Sphinx
reads, ``conf`` holds Sphinx's settings, ``marks`` gives pages their alt texts, links and buttons, ``reference`` writes
the pages of the reference, ``mathjax`` brings the formulas. Nothing on the site asks another host for anything.
"""
