"""A demo employer: twenty invented people, a case of each kind, so that every page of the desk has something to show.

    require_empty(session)               refuses where there are cases already
    accounts(session, …)                 the demo employer and who signs in
    ask_for(session, employer)           the job that makes it all (`making.py`); a worker does it

| file | what it is for |
|---|---|
| `people.py` | who is in it, and the jobs; nobody is real |
| `office.py` | what the doctors' offices send back: real copies of our forms, with simple ink |
| `desk.py` | what the coordinator does, on the day on which it is said to have happened |
| `scenes.py` | one function for each case |
| `making.py` | accounts, the job, the order of it all |

Everything is made by the services that the API calls, and read by the real reader through the real queue. Rows get the
day of their scene as their date; the audit log says when they were really written.
"""
