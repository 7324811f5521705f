"""Sends one letter by one way and says what came of it: sent, not sent and safe to try again, or nobody knows.

Mail and interfaces carry a name of the letter (Message-ID, Idempotency-Key), by which the other side can drop a second
copy; a group's robot knows none, so only what certainly was not delivered is tried again. See docs/decisions.
"""

from __future__ import annotations

import base64
import hmac
import smtplib
import ssl
import time
from contextlib import suppress
from email.message import EmailMessage
from email.utils import formatdate, parseaddr
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

import msgspec
import structlog

from adapters.notify.letters import Letter
from adapters.notify.settings import Channels, MailServer, Robot, Security, Webhook
from domain.message.message import Failure, Medium, Sending

log = structlog.get_logger(__name__)

TRY_AGAIN = frozenset({408, 425, 429})
"""HTTP answers that say: not now."""


class Result(msgspec.Struct, frozen=True):
    """``reason`` None: sent. ``again``: it was certainly not delivered, or may safely be delivered once more.

    ``server_down``: whatever else would go there now would fare no better.
    """

    reason: Failure | None = None
    again: bool = False
    server_down: bool = False


SENT = Result()
NO_ADDRESS = Result(Failure.NO_ADDRESS)
NO_CHANNEL = Result(Failure.NO_CHANNEL)
UNREACHABLE = Result(Failure.UNREACHABLE, again=True, server_down=True)
REFUSED = Result(Failure.REFUSED)
REFUSED_NOW = Result(Failure.REFUSED, again=True)
LOGIN_REFUSED = Result(Failure.REFUSED, again=True, server_down=True)
BROKEN_OFF = Result(Failure.BROKEN_OFF, again=True)
UNKNOWN = Result(Failure.UNKNOWN)


def send(channels: Channels, sending: Sending, address: str, letter: Letter) -> Result:
    """``address``: of a person; a group's robot and an interface stand in the settings under their name."""
    if sending.medium is Medium.WEBHOOK:
        hook = channels.webhook(sending.to)
        return push(hook, letter, channels.timeout) if hook else NO_CHANNEL
    if sending.group:
        robot = channels.robot(sending.to)
        return to_robot(channels, robot, letter) if robot and robot.kind is sending.medium else NO_CHANNEL
    if not address:
        return NO_ADDRESS
    if sending.medium is Medium.MAIL:
        return mail(channels.mail, address, letter, channels.timeout) if channels.mail else NO_CHANNEL
    key, _, secret = address.partition(":")
    return to_robot(channels, Robot(sending.to, sending.medium, "", key, secret), letter)


# --- mail ---------------------------------------------------------------------------------------------------------


def mail(server: MailServer, address: str, letter: Letter, timeout: int) -> Result:
    """Whatever goes wrong is tried again, with the same Message-ID; a refusal for good is not."""
    try:
        smtp = connected(server, timeout)
    except smtplib.SMTPAuthenticationError:
        return LOGIN_REFUSED
    except (OSError, smtplib.SMTPException) as error:  # their messages may quote the server's: the type says enough
        log.warning("mail_server_unusable", error=type(error).__name__)
        return UNREACHABLE
    try:
        smtp.send_message(written(server, address, letter))
    except smtplib.SMTPRecipientsRefused as refused:
        return refusal([code for code, _ in refused.recipients.values()])
    except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as refused:
        return refusal([refused.smtp_code])
    except smtplib.SMTPNotSupportedError:  # this one address is not for this server
        return REFUSED
    except (OSError, smtplib.SMTPException) as error:
        log.warning("mail_broken_off", error=type(error).__name__)
        return BROKEN_OFF
    finally:
        farewell(smtp)
    return SENT


def farewell(smtp: smtplib.SMTP) -> None:
    """What the server says to QUIT changes nothing: it has the letter, or has not."""
    with suppress(OSError, smtplib.SMTPException):
        smtp.quit()
    smtp.close()


def connected(server: MailServer, timeout: int) -> smtplib.SMTP:
    """A connection over which letters can be sent: secured and logged in as the settings say."""
    if server.security is Security.TLS:
        context = ssl.create_default_context()
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=timeout, context=context)
    else:
        smtp = smtplib.SMTP(server.host, server.port, timeout=timeout)
    try:
        if server.security is Security.STARTTLS:
            smtp.starttls(context=ssl.create_default_context())
        if server.user:
            smtp.login(server.user, server.password)
    except BaseException:
        smtp.close()
        raise
    return smtp


def written(server: MailServer, address: str, letter: Letter) -> EmailMessage:
    message = EmailMessage()
    message["From"] = server.sender
    message["To"] = address
    message["Subject"] = letter.subject
    message["Date"] = formatdate(usegmt=True)
    message["Message-ID"] = f"<{letter.bundle}@{parseaddr(server.sender)[1].rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.body)
    return message


def refusal(codes: list[int]) -> Result:
    """4xx: not now; 5xx: never."""
    return REFUSED_NOW if any(400 <= code < 500 for code in codes) else REFUSED


# --- interfaces and robots ------------------------------------------------------------------------------------------


def push(hook: Webhook, letter: Letter, timeout: int) -> Result:
    """One message as JSON. The same Idempotency-Key goes with it each time, so that it may be sent again."""
    headers = {"Idempotency-Key": str(letter.bundle)}
    if hook.token:
        headers["Authorization"] = f"Bearer {hook.token}"
    answer = post(hook.url, {"subject": letter.subject, "messages": [told(one) for one in letter.messages]}, headers,
                  timeout)  # fmt: skip
    if isinstance(answer, Result):
        return BROKEN_OFF if answer is UNKNOWN else answer
    status, _ = answer
    if status < 300:
        return SENT
    return REFUSED_NOW if status >= 500 or status in TRY_AGAIN else REFUSED


def told(message: Any) -> dict[str, Any]:
    return {
        "number": message.number,
        "what": message.what,
        "kind": message.source.kind,
        "case": message.source.number,
        "about_at": message.about_at,
        "facts": message.facts,
        "receivers": [
            {"unit": one.who.unit, "post": one.who.post, "capacities": one.capacities} for one in message.receivers
        ],
    }


def to_robot(channels: Channels, robot: Robot, letter: Letter) -> Result:
    if robot.kind is Medium.OTHER:
        return by_apprise(robot.url, letter)
    url, payload = spoken_to(robot, robot.url or channels.host_of(robot.kind), f"{letter.subject}\n{letter.body}")
    answer = post(url, payload, {}, channels.timeout)
    if isinstance(answer, Result):
        return answer
    status, body = answer
    if status >= 500:
        return UNKNOWN
    if status >= 300:
        return REFUSED_NOW if status in TRY_AGAIN else REFUSED
    code = error_code(body)
    if code is None:
        return UNKNOWN
    return SENT if code == 0 else REFUSED_NOW


def spoken_to(robot: Robot, host: str, text: str) -> tuple[str, dict[str, Any]]:
    """The address and the payload that each service wants."""
    host = host.rstrip("/")
    if robot.kind is Medium.FEISHU:
        payload: dict[str, Any] = {"msg_type": "text", "content": {"text": text}}
        if robot.secret:
            now = str(int(time.time()))
            payload |= {"timestamp": now, "sign": signature(f"{now}\n{robot.secret}".encode(), b"")}
        return f"{host}/open-apis/bot/v2/hook/{quote(robot.key, safe='')}", payload
    payload = {"msgtype": "text", "text": {"content": text}}
    if robot.kind is Medium.WECOM:
        return f"{host}/cgi-bin/webhook/send?{urlencode({'key': robot.key})}", payload
    query = {"access_token": robot.key}
    if robot.secret:
        now = str(int(time.time() * 1000))
        query |= {"timestamp": now, "sign": signature(robot.secret.encode(), f"{now}\n{robot.secret}".encode())}
    return f"{host}/robot/send?{urlencode(query)}", payload


def signature(key: bytes, text: bytes) -> str:
    return base64.b64encode(hmac.digest(key, text, "sha256")).decode()


def error_code(body: bytes) -> int | None:
    """These services answer 200 even to what they refuse; the code in the answer says whether they took it.

    None: the answer says nothing of the kind (that of a proxy, perhaps), so nobody knows.
    """
    try:
        answer = msgspec.json.decode(body)
        return int(next(answer[name] for name in ("errcode", "code", "StatusCode") if name in answer))
    except (msgspec.DecodeError, StopIteration, TypeError, ValueError):
        return None


def by_apprise(url: str, letter: Letter) -> Result:
    """A further service. Apprise says yes or no; a no may have arrived all the same, so it is not sent again."""
    import apprise  # costs half a second

    service = apprise.Apprise()
    if not service.add(url):
        return NO_CHANNEL
    return SENT if service.notify(title=letter.subject, body=letter.body) else UNKNOWN


class NoRedirect(HTTPRedirectHandler):
    """A robot's address that leads elsewhere is a mistake: its key would go there, too."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


def post(url: str, payload: Any, headers: dict[str, str], timeout: int) -> tuple[int, bytes] | Result:
    """Status and body of the answer; UNREACHABLE if the request did not go out, UNKNOWN if no answer came to it."""
    body = msgspec.json.encode(payload)
    request = Request(url, body, {"Content-Type": "application/json; charset=utf-8", **headers}, method="POST")
    try:
        with build_opener(NoRedirect).open(request, timeout=timeout) as answer:
            return answer.status, answer.read(65_536)
    except HTTPError as refused:
        return refused.code, b""
    except URLError:
        return UNREACHABLE
    except (OSError, HTTPException):
        return UNKNOWN
