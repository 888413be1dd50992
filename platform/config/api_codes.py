"""Every code that the API answers a no with: when it comes, and what makes it a yes.

For programmers, so in English only; the sentence that comes along is in the reader's language. Those that
only pages can answer are left out; each of these was got (tests/test_api_codes.py, tests/test_api_codes_got.py).
"""

from dataclasses import dataclass
from typing import Final

from config.api_refusals import STATUS_OF

# Of the API itself rather than of a rule.
_OF_THE_API: Final = {
    "invalid": 400, "parameters.too_many": 400, "unreadable": 400, "not_allowed": 403, "not_found": 404,
    "method.not_allowed": 405, "type.not_offered": 406, "type.unsupported": 415, "failed": 500,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Code:
    """One code, and a sentence that comes with it."""

    status: int
    code: str
    when: str
    remedy: str
    message: str


# Code: when, what to do, a sentence.
_SAID: Final[dict[str, tuple[str, str, str]]] = {
    "invalid": (
        "A field or a parameter cannot be used (missing, blank, too long, no choice): `fields` says which, and why.",
        "Put right what `fields` names.",
        "Something in there needs another look.",
    ),
    "parameters.too_many": (
        "More than a thousand parameters.",
        "Ask with fewer.",
        "Those are more parameters than any question needs.",
    ),
    "unreadable": (
        "The request is broken before anything in it can be looked at.",
        "Build it once more with an HTTP library.",
        "That request cannot be read. Build it once more.",
    ),
    "body.length": (
        "The body came in pieces (`Transfer-Encoding`), so nobody knows where it ends.",
        "Send `Content-Length`.",
        "Say how long the body is (Content-Length); pieces are not read here.",
    ),
    "json.encoding": ("The body is not UTF-8.", "Encode it as UTF-8.", "That is no UTF-8. Encode the body as UTF-8."),
    "json.unreadable": ("The body is not JSON.", "Let a library write it.", "That is not readable as JSON."),
    "json.object": (
        "The body is JSON, but no object.",
        "Send `{…}`.",
        "Send one JSON object: fields between { and }.",
    ),
    "json.deep": (
        "Nested more than twenty deep.",
        "Send it flatter.",
        "That is nested too deeply: twenty levels are enough.",
    ),
    "json.duplicate": (
        "A field stands twice in one object; `field` names it.",
        "Say it once.",
        "A field stands there twice. Say it once.",
    ),
    "json.number": (
        "NaN, Infinity, or a number of more than twenty digits.",
        "Send a number that JSON has.",
        "NaN and Infinity are no numbers in JSON.",
    ),
    "json.nul": (
        "A text holds U+0000.",
        "Leave it out.",
        "A text holds the character NUL, which no text of ours can.",
    ),
    "json.surrogate": (
        "A text holds half a character.",
        "Send whole characters.",
        "A text holds half a character (a lone surrogate).",
    ),
    "cursor.unreadable": (
        "`after` was not made by this city, or is empty.",
        "Begin without `after`, then follow `next`.",
        "This cursor was not made here. Begin without one.",
    ),
    "cursor.stale": (
        "`after` belongs to another order or other filters.",
        "Begin without `after`, then follow `next`.",
        "This cursor belongs to another order or other filters. Begin without one.",
    ),
    "idempotency.key": (
        "`Idempotency-Key` is empty, longer than 128 characters, or not printable ASCII.",
        "Take a UUID.",
        "An Idempotency-Key has 1 to 128 printable ASCII characters.",
    ),
    "idempotency.other_body": (
        "This `Idempotency-Key` was sent before with another request.",
        "Take a new one for each thing that you want done.",
        "This Idempotency-Key was used for something else. Take a new key for a new request.",
    ),
    "idempotency.shown_once": (
        "Sent again after an answer that shows a new key.",
        "Use the key that you got; if it is lost, end it and make another.",
        "That was done, and its key was shown once. If you lost it, end it and make another.",
    ),
    "text.contacts": (
        "A title, text or comment holds an e-mail address or a phone number.",
        "Take it out, or ask the person and send `with_contacts: true`.",
        "Everybody will read the address or number in your text. Take it out, or say that you want it there.",
    ),
    "idea.topics": (
        "No topic, and nothing else is wrong; beside other mistakes `fields` of `invalid` says so.",
        "Choose from `GET /topics/`.",
        "Choose one to three topics.",
    ),
    "idea.where_outside": (
        "The pin stands outside the city.",
        "Move it inside, or name a neighbourhood.",
        "That pin stands outside the city. Move it inside, or choose a neighbourhood.",
    ),
    "idea.language": (
        "The city does not have this language.",
        "Choose from `languages` of `GET /`, or leave it out.",
        "Choose one of: en, fr.",
    ),
    "join.name": (
        "The name is an e-mail address.",
        "Send a name that others may see.",
        "Your name is shown to everybody, so it cannot be an e-mail address.",
    ),
    "picture.empty": ("No bytes came.", "Send the file itself.", "That file is empty. Choose another picture."),
    "picture.kind": (
        "The bytes are no JPEG, PNG or WebP, whatever `Content-Type` says.",
        "Send one of the three.",
        "We can show JPEG, PNG and WebP pictures. Save it as one of these and choose it again.",
    ),
    "picture.broken": (
        "The picture ends too early, or cannot be drawn.",
        "Send it again, whole.",
        "That picture did not arrive whole. Choose it once more, or another.",
    ),
    "picture.too_many_pixels": (
        "More pixels than can be drawn.",
        "Make it smaller.",
        "That picture has more pixels than a wall can show. A smaller copy will do.",
    ),
    "participation.sign_in": (
        "It takes a person, and none is known.",
        "Send a key: `Authorization: Bearer cw_…`.",
        "Say who you are: send a key (Authorization: Bearer …), or sign in.",
    ),
    "token.unknown": (
        "No key of this city reads like that.",
        "Look whether it came whole, and from this city.",
        "This key opens nothing here. Make one on the page “Programs” of this wall.",
    ),
    "token.revoked": (
        "Its person ended this key.",
        "Ask them for a new one.",
        "This key was ended. Make another on the page “Programs”.",
    ),
    "token.expired": (
        "The key has run out.",
        "Ask its person for a new one.",
        "This key has run out. Make another on the page “Programs”.",
    ),
    "not_allowed": ("It is not for who asks.", "Nothing: do not send it again.", "That is not yours to do here."),
    "token.scope": (
        "The key lacks the scope that the operation needs.",
        "Ask its person for a key that has it.",
        "This key lacks the scope ideas:write. Make one that has it.",
    ),
    "program.by_session": (
        "A key asked for what only a session may do.",
        "Send the person to the page “Programs”.",
        "A key makes no keys: only you do, signed in, on the page “Programs”.",
    ),
    "csrf": (
        "A session wrote without the CSRF token.",
        "Send `X-CSRFToken`, or a key in place of the session.",
        "That came without the CSRF token of a page of ours (X-CSRFToken).",
    ),
    "participation.blocked": (
        "Moderators stopped this person from writing.",
        "Show the sentence: it says why, and until when.",
        "You may read but not write here until 1 June 2026. To object, write to a@b.example. The moderators say: Spam.",
    ),
    "participation.rules_changed": (
        "The house rules have a new version, and the person has not agreed to it.",
        "Show them `GET /me/agreements/`; if they agree, `POST` there, then send the request again.",
        "The house rules have changed. Read them once and say yes, then go on.",
    ),
    "idea.not_yours": (
        "Somebody else wrote the idea.",
        "Nothing: do not send it again.",
        "Only its author can change an idea.",
    ),
    "comment.not_yours": (
        "Somebody else wrote the comment.",
        "Nothing: do not send it again.",
        "Only the person who wrote a comment can change it.",
    ),
    "comment.own_like": ("One's own comment.", "Nothing.", "You wrote this one. Others can like it."),
    "report.own": (
        "One's own idea or comment.",
        "Change it or take it back.",
        "You wrote this yourself. You can change it or take it back.",
    ),
    "not_found": (
        "Nothing stands at the address, or not for who asks: the two look alike.",
        "Look at the address; it ends with a slash.",
        "There is nothing at this address, or not for you. Addresses end with a slash.",
    ),
    "method.not_allowed": (
        "The address does not take this method.",
        "Choose from the header `Allow`.",
        "This address does not take that method.",
    ),
    "type.not_offered": (
        "`Accept` names something else than JSON.",
        "`Accept: application/json`.",
        "Answers here are application/json. Ask for that.",
    ),
    "participation.read_only": (
        "The whole wall is closed for writing.",
        "Read; try again when `is_open` of `GET /` is true.",
        "This wall is closed for writing. Everything on it can still be read.",
    ),
    "participation.project_closed": (
        "The project is not open.",
        "Choose another from `GET /projects/`.",
        "This project is not open.",
    ),
    "participation.not_yet": (
        "A later phase allows it.",
        "Wait until `starts_at` of that phase.",
        "This opens on 1 June 2026.",
    ),
    "participation.over": ("The phase that allowed it has ended.", "Nothing.", "This ended on 3 May 2026."),
    "participation.not_in_this_phase": (
        "The project's phase does not allow it.",
        "Look at `may_now` of `GET /projects/`.",
        "This is not part of the project's current phase.",
    ),
    "idea.texts_gone": (
        "The author has left and taken the words along; `visibility` is `emptied`.",
        "Nothing: it can be read, and a support taken back.",
        "Its author has left the wall and taken these words along. What others said and did can still be read.",
    ),
    "idea.too_many": (
        "Five ideas within a day.",
        "Send it tomorrow.",
        "That makes 5 ideas in a day, and people need time to read them. Send this one tomorrow.",
    ),
    "idea.not_on_the_wall": (
        "The idea was hidden, removed or taken back.",
        "Look at its `visibility`.",
        "This idea is no longer on the wall, so it cannot be changed.",
    ),
    "idea.withdrawn": (
        "The idea was taken back before.",
        "Nothing: it is done.",
        "You have withdrawn this idea already.",
    ),
    "vote.idea_closed": (
        "The idea is not on the wall.",
        "Look at its `visibility`.",
        "This idea is not on the wall now, so it cannot be supported.",
    ),
    "comment.idea_closed": (
        "The idea is not on the wall.",
        "Look at its `visibility`.",
        "This idea is not on the wall now, so it cannot be discussed.",
    ),
    "discussion.closed": (
        "The discussion was closed.",
        "Look at its `is_open`.",
        "This discussion is closed. It can still be read.",
    ),
    "comment.parent_gone": (
        "What is answered was taken back or hidden.",
        "Send it without `parent`.",
        "What you answer is no longer here. You can say it as a comment of its own.",
    ),
    "comment.gone": (
        "The comment was taken back or hidden.",
        "Nothing.",
        "This comment is no longer in the discussion.",
    ),
    "comment.edit_over": (
        "The minutes in which a comment can be changed are over (`edit_minutes` of `GET /`).",
        "Answer it, or take it back.",
        "A comment can be changed for 15 minutes. You can answer it, or remove it.",
    ),
    "picture.too_many": (
        "Five pictures are there.",
        "Take one off first.",
        "Five pictures are enough to show an idea.",
    ),
    "program.too_many": (
        "Twenty keys work already.",
        "End one first.",
        "You let 20 programs act for you already. End one that you no longer use.",
    ),
    "rules.unknown": (
        "The house rules never had this version.",
        "Send the `version` of `GET /me/agreements/`.",
        "There is no version 7 of the house rules. The newest is 2.",
    ),
    "rules.changed": (
        "The version that was agreed to is older than the current one.",
        "Read `GET /me/agreements/` again.",
        "The house rules have just changed once more. Read them again, please.",
    ),
    "idea.hidden": (
        "Moderators took the idea out of sight; the sentence is their reason.",
        "Nothing; its author reads `hidden_reason` with a key.",
        "The moderators took this idea out of sight.",
    ),
    "body.too_large": (
        "More than 256 KiB of JSON.",
        "Send less.",
        "That is more than fits in one request. Send less.",
    ),
    "picture.too_big": (
        "More than 15 MB.",
        "Send a smaller copy.",
        "Pictures of up to 15 MB fit. A smaller copy will do.",
    ),
    "address.too_long": (
        "The address with its parameters is longer than 16,000 bytes.",
        "Send a long text in the body: `POST /ideas/similar/`.",
        "That address is too long. Send what is long in the body of a POST.",
    ),
    "type.unsupported": (
        "`Content-Type` names what is not read at this address.",
        "`application/json`; for pictures `image/jpeg`, `image/png` or `image/webp`.",
        "Send JSON here, as application/json.",
    ),
    "type.charset": (
        "`Content-Type` names another charset than UTF-8.",
        "Encode it as UTF-8.",
        "Send JSON in UTF-8: it has no other charset here.",
    ),
    "body.encoded": (
        "`Content-Encoding` names something: a compressed body.",
        "Send it as it is.",
        "Send the body as it is: what is compressed is not read here.",
    ),
    "too_many": (
        "More requests than the limits allow.",
        "Wait for as many seconds as `Retry-After` says, then send it again.",
        "That was a lot in a short time. Wait 40 seconds and go on.",
    ),
    "failed": (
        "Something broke on our side.",
        "Try again in a while, a write with its `Idempotency-Key`.",
        "Something broke on our side. We have been told; try again in a while.",
    ),
}

CODES: Final = sorted(
    (Code((STATUS_OF | _OF_THE_API)[code], code, *said) for code, said in _SAID.items()),
    key=lambda one: (one.status, one.code),
)
