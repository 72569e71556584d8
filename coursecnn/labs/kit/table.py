"""A table that fits a telephone: there each row becomes lines."""


def table(heads, rows, hook="{name}-{key}"):
    """A table as HTML; on narrow pages each cell stands behind its title, and the table has no head.

    Parameters
    ----------
    heads : dict of str
        Titles of the columns by name; the first column has the names of the rows.
    rows : list of (key, texts)
        ``texts`` as HTML, one for each head.
    hook : str
        How tests find a cell: its ``data-text``.
    """
    names = [*heads][1:]
    head = "".join(f'<th role="columnheader" scope="col">{title}</th>' for title in heads.values())
    body = []
    for key, (title, *texts) in rows:
        cells = "".join(
            f'<td role="cell" data-head="{heads[name]}" data-text="{hook.format(name=name, key=key)}">{text}</td>'
            for name, text in zip(names, texts, strict=True)
        )
        body.append(f'<tr role="row"><th role="rowheader" scope="row">{title}</th>{cells}</tr>')
    return (  # the roles say what it is where a row is no row of a table to the page
        f'<table class="cnn-stacked" role="table"><thead role="rowgroup"><tr role="row">{head}</tr></thead>'
        f'<tbody role="rowgroup">{"".join(body)}</tbody></table>'
    )
