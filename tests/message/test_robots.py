"""Robots of groups and interfaces, on a host of the office's own: what they are told, and what is never told twice."""

import base64
import hmac
import logging
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest

from adapters.notify.settings import Channels, Robot, Webhook
from domain.message.contacts import SetContact
from domain.message.message import Failure, Medium, Outcome, Progress
from tests.message.office import Office, remind
from tests.message.receiving import Sink, free_port, http_sink
from tests.problem.acts import to_rectifying
from tests.problem.people import COUNTY, OTHER_TOWN, PERSON, TOWN
from tests.problem.story import written

ROBOTS = (Medium.WECOM, Medium.DINGTALK, Medium.FEISHU)


@pytest.fixture
def sink() -> Iterator[Sink]:
    with http_sink(Sink(free_port())) as sink:
        yield sink


def with_robot(office: Office, sink: Sink, kind: Medium, unit: str = TOWN, secret: str = "") -> Office:
    """A reminder is due on Wednesday 31 August 2022 at nine."""
    office.channels = Channels(robots=(Robot("甲镇工作群", kind, unit, "KEY-1", secret, sink.url),))
    office.story(*to_rectifying())
    return office


def the_sending(office: Office) -> Progress:
    [progress] = office.messages()[0].progress.values()
    return progress


@pytest.mark.parametrize(
    ("kind", "path", "text"),
    [
        (Medium.WECOM, "/cgi-bin/webhook/send?key=KEY-1", lambda body: body["text"]["content"]),
        (Medium.DINGTALK, "/robot/send?access_token=KEY-1", lambda body: body["text"]["content"]),
        (Medium.FEISHU, "/open-apis/bot/v2/hook/KEY-1", lambda body: body["content"]["text"]),
    ],
)
def test_the_robot_of_a_unit_is_told_what_its_people_are_told(
    office: Office, sink: Sink, kind: Medium, path: str, text
) -> None:
    remind(with_robot(office, sink, kind), "2022-08-26 09:00").work()
    [(posted_to, _, body)] = sink.posts
    assert posted_to == path
    assert "【临期提醒】问题 XX2022-甲镇-0001：整改" in text(body)
    assert "身份" not in text(body)
    assert the_sending(office).outcome is Outcome.SENT
    office.work()
    assert len(sink.posts) == 1


def test_a_robot_of_another_unit_hears_nothing_and_that_of_the_county_everything(office: Office, sink: Sink) -> None:
    office = with_robot(office, sink, Medium.WECOM)
    units = {"乙镇群": OTHER_TOWN, "县群": COUNTY}
    robots = tuple(Robot(name, Medium.WECOM, unit, name, "", sink.url) for name, unit in units.items())
    office.channels = Channels(robots=robots)
    remind(office, "2022-08-26 09:00").work()
    assert {parse_qs(urlsplit(path).query)["key"][0] for path, _, _ in sink.posts} == {"县群"}


def test_dingtalk_and_feishu_robots_sign_what_they_say(office: Office, sink: Sink) -> None:
    remind(with_robot(office, sink, Medium.DINGTALK, secret="SEC9"), "2022-08-26 09:00").work()
    query = parse_qs(urlsplit(sink.posts[0][0]).query)
    [stamp], [sign] = query["timestamp"], query["sign"]
    expected = hmac.digest(b"SEC9", f"{stamp}\nSEC9".encode(), "sha256")
    assert sign == base64.b64encode(expected).decode()
    office.channels = Channels(robots=(Robot("甲镇工作群", Medium.FEISHU, TOWN, "KEY-1", "SEC9", sink.url),))
    remind(office).work()
    body = sink.posts[-1][2]
    key = f"{body['timestamp']}\nSEC9".encode()
    assert body["sign"] == base64.b64encode(hmac.digest(key, b"", "sha256")).decode()


def test_ones_own_robot_is_found_on_the_host_of_the_deployment(office: Office, sink: Sink) -> None:
    office.channels = Channels(wecom_url=f"{sink.url}/proxy")
    office.give(SetContact(PERSON, Medium.WECOM, "MINE"), PERSON)
    office.story(*to_rectifying())
    remind(office, "2022-08-26 09:00").work()
    [(path, _, body)] = sink.posts
    assert path == "/proxy/cgi-bin/webhook/send?key=MINE"
    assert "您的身份：责任人" in body["text"]["content"]


# --- what goes wrong ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ROBOTS)
def test_two_hundred_with_an_error_code_is_a_refusal_and_is_tried_again(
    office: Office, sink: Sink, kind: Medium
) -> None:
    sink.answers = [(200, {"errcode": 45009, "code": 9499}), (200, {"errcode": 0, "code": 0})]
    remind(with_robot(office, sink, kind), "2022-08-26 09:00").work()
    assert (the_sending(office).outcome, the_sending(office).reason) == (Outcome.WAITING, Failure.REFUSED)
    office.at("2022-08-26 09:01").work()
    office.at("2022-08-26 12:00").work()
    assert len(sink.posts) == 2
    assert the_sending(office).outcome is Outcome.SENT


@pytest.mark.parametrize("answer", [None, (502, {}), (500, {}), (200, "<html>welcome</html>"), (200, {})])
def test_a_robot_that_perhaps_took_it_is_not_told_again(office: Office, sink: Sink, answer) -> None:
    sink.answers = [answer]
    remind(with_robot(office, sink, Medium.WECOM), "2022-08-26 09:00").work()
    office.at("2022-08-26 18:00").work()
    assert len(sink.posts) == 1
    assert (the_sending(office).outcome, the_sending(office).reason) == (Outcome.UNKNOWN, Failure.UNKNOWN)


@pytest.mark.parametrize(
    ("status", "outcome"), [(403, Outcome.GIVEN_UP), (404, Outcome.GIVEN_UP), (429, Outcome.WAITING)]
)
def test_what_a_robot_refuses_for_good_is_given_up(office: Office, sink: Sink, status: int, outcome: Outcome) -> None:
    sink.answers = [(status, {})]
    remind(with_robot(office, sink, Medium.WECOM), "2022-08-26 09:00").work()
    assert (the_sending(office).outcome, the_sending(office).reason) == (outcome, Failure.REFUSED)


def test_a_robot_that_cannot_be_reached_is_tried_again_and_told_once(office: Office) -> None:
    sink = Sink(free_port())
    remind(with_robot(office, sink, Medium.WECOM), "2022-08-26 09:00").work()
    assert the_sending(office).reason is Failure.UNREACHABLE
    with http_sink(sink):
        office.at("2022-08-26 09:01").work()
        office.at("2022-08-26 18:00").work()
    assert len(sink.posts) == 1


def test_a_robot_that_is_no_longer_set_up_is_said_to_be_missing(office: Office, sink: Sink) -> None:
    remind(with_robot(office, sink, Medium.WECOM), "2022-08-26 09:00")
    office.messenger().write()
    office.channels = Channels()
    office.work()
    assert the_sending(office).reason is Failure.NO_CHANNEL


def test_groups_hear_nothing_at_night_nor_of_what_is_old(office: Office, sink: Sink) -> None:
    remind(with_robot(office, sink, Medium.WECOM), "2022-08-26 09:00").at("2022-08-26 20:00").work()
    assert written(the_sending(office).look_at) == "2022-08-29 08:00"
    office.at("2022-08-29 08:00").work()
    assert len(sink.posts) == 1
    remind(office).at("2022-09-01 09:30").work()
    assert office.messages()[0].late
    assert office.messages()[0].progress == {}


# --- interfaces and further services --------------------------------------------------------------------------------


def with_webhook(office: Office, sink: Sink) -> Office:
    office.channels = Channels(webhooks=(Webhook("县平台", f"{sink.url}/duban", token="TOKEN"),))
    office.story(*to_rectifying())
    return remind(office, "2022-08-26 09:00")


def test_an_interface_gets_each_message_as_json_with_a_key_of_its_own(office: Office, sink: Sink) -> None:
    with_webhook(office, sink).work()
    [(path, headers, body)] = sink.posts
    assert (path, headers["authorization"]) == ("/duban", "Bearer TOKEN")
    [told] = body["messages"]
    assert (told["what"], told["case"], told["facts"]["due_on"]) == ("REMIND", "XX2022-甲镇-0001", "2022-08-31")
    assert told["receivers"][0] == {"unit": TOWN, "post": "干事", "capacities": ["RESP_PERSON"]}
    assert headers["idempotency-key"] == str(the_sending(office).bundle)


def test_what_an_interface_did_not_answer_is_sent_again_under_the_same_key(office: Office, sink: Sink) -> None:
    sink.answers = [None, (503, {}), (204, {})]
    with_webhook(office, sink).work()
    office.at("2022-08-26 09:01").work()
    office.at("2022-08-26 09:06").work()
    office.at("2022-08-26 18:00").work()
    assert len({headers["idempotency-key"] for _, headers, _ in sink.posts}) == 1
    assert (len(sink.posts), the_sending(office).outcome) == (3, Outcome.SENT)


def test_a_further_service_goes_through_apprise(office: Office, sink: Sink) -> None:
    robot = Robot("其他群", Medium.OTHER, TOWN, url=f"json://127.0.0.1:{sink.port}/further")
    office.channels = Channels(robots=(robot,))
    office.story(*to_rectifying())
    remind(office, "2022-08-26 09:00").work()
    [(path, _, body)] = sink.posts
    assert (path.rstrip("/"), body["title"][:4]) == ("/further", "督办通知")
    assert the_sending(office).outcome is Outcome.SENT


def test_a_no_of_a_further_service_is_not_tried_again(office: Office, sink: Sink) -> None:
    sink.answers = [(500, {})]
    robot = Robot("其他群", Medium.OTHER, TOWN, url=f"json://127.0.0.1:{sink.port}/further")
    office.channels = Channels(robots=(robot,))
    office.story(*to_rectifying())
    remind(office, "2022-08-26 09:00").work()
    office.at("2022-08-26 18:00").work()
    assert (len(sink.posts), the_sending(office).outcome) == (1, Outcome.UNKNOWN)


def test_no_secret_is_logged_nor_written_into_an_event(
    office: Office, sink: Sink, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    sink.answers = [(403, {})]
    remind(with_robot(office, sink, Medium.DINGTALK, secret="SEC9"), "2022-08-26 09:00").work()
    office.mail_of(PERSON)
    stored = office.installation.casework.recorder.select_notifications(1, 10_000)
    everything = caplog.text + "".join(one.state.decode() for one in stored)
    assert not [secret for secret in ("KEY-1", "SEC9", "example.invalid") if secret in everything]
