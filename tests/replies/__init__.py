"""Replies as mail programs write them, each with its reading: the measure of what the product understands.

`requests/` are letters of the product itself (letters.py makes them). `mails/PROGRAM/NAME.eml` answer them; beside each
is NAME.json: how a careful secretary reads it.

    program, title      who wrote it
    request             the letter that it answers, in requests/
    kind, verdict       one value or a list of those that will do; verdict null: no person wrote
    comment             the remark's own words; words: everything that the person wrote, and nothing else may be recorded
    delegate_to, sender to whom it is handed over; the address that it really came from
    bound               whether its headers or subject lead to the request
    trap, why           something looks like a verdict that is none
    dangerous           the verdicts that would do harm here
    without_request     verdicts that will do, too, when the letter is not known

Programs are data in `programs/`, what they are given to say is in `specimens/`; `make corpus` writes everything anew,
`make confusion` prints how it is read, by program and in both directions.
"""
