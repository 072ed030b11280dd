"""PetaBencana's (CogniCity's) HTTP interface as pure functions: what it takes, and what it answers to the letter.

Nothing here knows of SQL or the web; the rooms above read and write, and send the bytes that are made here.
"""
