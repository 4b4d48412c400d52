"""Say what labs there are, and who belongs to them."""

from batch_relay.domain.errors import ConflictError, InvalidError, NotFoundError
from batch_relay.domain.labs import LAB_NAME, Lab, check_lab
from batch_relay.domain.members import PRINCIPAL, Member
from batch_relay.domain.problems import Problems
from batch_relay.domain.wording import quote
from batch_relay.services.ports import Labs, Members


def put_lab(lab: Lab, *, labs: Labs) -> None:
    """Store a lab, in place of one of its name; InvalidError carries every problem."""
    problems = Problems()
    check_lab(lab, problems)
    if problems:
        said = f"Lab {quote(lab.name)} was not stored: {problems.as_list()[0].message}"
        raise problems.error(said)
    labs.put(lab)


def remove_lab(name: str, *, labs: Labs, members: Members) -> None:
    """Forget a lab that has no members any more; its projects stay."""
    left = [member.principal for member in members.all() if member.lab == name]
    if left:
        msg = f"{left[0]} belongs to the lab {name}; revoke the access of its {len(left)} first."
        raise ConflictError(msg)
    if LAB_NAME.accepts(name):
        labs.remove(name)


def find_lab(name: str, *, labs: Labs) -> Lab:
    """Return the lab."""
    if LAB_NAME.accepts(name) and (lab := labs.get(name)):
        return lab
    msg = f"There is no lab {quote(name)}; make it: batch-relay lab set."
    raise NotFoundError(msg)


def put_member(member: Member, *, labs: Labs, members: Members) -> None:
    """Store a member of a lab, or an admin, in place of what the principal was before."""
    if not PRINCIPAL.fullmatch(member.principal):
        msg = f"{quote(member.principal)} can't be a member; write user:NAME or role:NAME."
        raise InvalidError(msg)
    if member.is_admin == bool(member.lab):
        many = "an admin belongs to no lab" if member.is_admin else f"a {member.role} needs a lab"
        msg = f"{many.capitalize()}: {member.principal} was not stored."
        raise InvalidError(msg)
    if member.lab:
        find_lab(member.lab, labs=labs)
    members.put(member)


def find_member(principal: str, *, members: Members) -> Member:
    """Return the member."""
    if PRINCIPAL.fullmatch(principal) and (member := members.get(principal)):
        return member
    msg = f"{quote(principal)} is no member; batch-relay access grant makes one."
    raise NotFoundError(msg)


def remove_member(principal: str, *, members: Members) -> None:
    """Forget a member; one that isn't there is none already."""
    if PRINCIPAL.fullmatch(principal):
        members.remove(principal)
