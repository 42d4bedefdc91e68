"""The mail room: what comes back is received, read, placed with its case, and its restrictions are proposed.

    receive (here and now)    bytes safe, then the document's row and its job in one transaction, then the answer
    read     \\
    join      \\ a job's stages, each with an effect that happens once
    place     /
    propose  /
"""
