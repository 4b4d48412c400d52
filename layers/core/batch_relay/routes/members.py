"""Who may use the service, and who asks."""

from typing import Annotated

from aws_lambda_powertools.event_handler import Request
from aws_lambda_powertools.event_handler.openapi.params import Body
from aws_lambda_powertools.event_handler.router import APIGatewayRouter

from batch_relay.domain.members import Member
from batch_relay.routes.documented import answers
from batch_relay.routes.once import once
from batch_relay.routes.ports import PRINCIPAL, Caller, Given
from batch_relay.routes.rules import Stranger
from batch_relay.services.change_labs import find_member, put_member, remove_member
from batch_relay.wire.labs import CallerItem, MemberItem, MemberList, MemberRequest

router = APIGatewayRouter()


@router.get(
    "/me",
    summary="Who you are to the service",
    tags=["access"],
    operation_id="getCaller",
    responses=answers(200),
)
def who(request: Request, ports: Given, caller: Caller, me: Stranger) -> CallerItem:
    """Return who asks."""
    return CallerItem(
        arn=caller,
        principal=request.context[PRINCIPAL],
        role=me.role if me else None,
        lab=me.lab if me else "",
        labs=bool(ports.administrators),
    )


@router.get(
    "/members",
    summary="Members by user or role",
    tags=["access"],
    operation_id="listMembers",
    responses=answers(200),
)
def listing(ports: Given) -> MemberList:
    """Return all members."""
    return MemberList(members=[MemberItem.of(each) for each in ports.members.all()])


@router.get(
    "/members/<member>",
    summary="What a user or role may do",
    tags=["access"],
    operation_id="getMember",
    responses=answers(200, 404),
)
def show(member: str, ports: Given) -> MemberItem:
    """Return a member."""
    return MemberItem.of(find_member(member, members=ports.members))


@router.put(
    "/members/<member>",
    summary="Let a user or role of IAM in, or change what it may do",
    tags=["access"],
    operation_id="putMember",
    responses=answers(200, 404, 415),
    middlewares=[once],
)
def put(member: str, ports: Given, wanted: Annotated[MemberRequest, Body()]) -> MemberItem:
    """Let a user or role in."""
    stored = Member(principal=member, role=wanted.role, lab=wanted.lab)
    put_member(stored, labs=ports.labs, members=ports.members)
    return MemberItem.of(stored)


@router.delete(
    "/members/<member>",
    summary="Let a user or role in no longer",
    tags=["access"],
    operation_id="deleteMember",
    responses=answers(200, 404),
    middlewares=[once],
)
def remove(member: str, ports: Given) -> MemberList:
    """Let a user or role in no longer, from the next request on."""
    remove_member(member, members=ports.members)
    return listing(ports)
