"""The doors of the mail room: where files come in without anybody handing them over.

folder      inbox → processing → done | failed
mailbox     IMAP: rules, a table of what was received, moved and never deleted
uploads     in pieces, each safe before it is acknowledged
running     each door in a thread of its own, through outages, until it is told to stop
"""
