"""What an instance of the compute template does when it starts, between commands that only tell."""

import subprocess
from email import message_from_string

import pytest

from tests.template import resources

TELLS = 'echo "$(basename "$0") $*" >> "$LOG"'
TOLD = dict.fromkeys(("mkfs.xfs", "mkdir", "mount", "chmod", "shutdown"), TELLS)
# What lsblk says of an instance on Nitro that has a disk of its own beside those of EBS.
NITRO = """case "$*" in
*NAME*) printf '%s\\n' 'nvme0n1 vol0a1' 'nvme1n1 AWS5' 'nvme2n1 vol0b2' ;;
*/dev/nvme0n1) printf '%s\\n' disk part part ;;
*) echo disk ;;
esac"""
XEN = """case "$*" in
*NAME*) printf '%s\\n' 'xvda ' 'xvdf ' ;;
*/dev/xvda) printf '%s\\n' disk part ;;
*) echo disk ;;
esac"""
ROOT_ONLY = "case $* in *NAME*) echo 'nvme0n1 vol0a1' ;; *) printf '%s\\n' disk part ;; esac"


@pytest.fixture
def start(tmp_path):
    """Run the script on a machine of these disks; return what it did beside looking."""

    def run(disks, *, mounted="exit 1"):
        says = TOLD | {"lsblk": disks, "mountpoint": mounted, "sleep": "", "seq": "echo 1"}
        for name, text in says.items():
            (tmp_path / name).write_text(f"#!/bin/sh\n{text}\n")
            (tmp_path / name).chmod(0o755)
        (log := tmp_path / "log").touch()
        environment = {"PATH": f"{tmp_path}:/usr/bin:/bin", "LOG": str(log)}
        subprocess.run(["bash", "-c", script()], env=environment, check=True)
        return log.read_text().splitlines()

    return run


def script():
    (template,) = resources("AWS::EC2::LaunchTemplate", of="compute/template.yaml").values()
    data = message_from_string(template["LaunchTemplateData"]["UserData"]["Fn::Base64"])
    (part,) = data.get_payload()
    assert part.get_content_type() == "text/x-shellscript"
    return part.get_payload()


@pytest.mark.parametrize(("disks", "disk"), [(NITRO, "/dev/nvme2n1"), (XEN, "/dev/xvdf")])
def test_the_empty_volume_of_ebs_becomes_scratch(start, disks, disk):
    assert start(disks) == [
        f"mkfs.xfs {disk}",
        "mkdir -p /scratch",
        f"mount {disk} /scratch",
        "chmod 1777 /scratch",
    ]


def test_an_instance_without_its_scratch_goes(start):
    assert start(ROOT_ONLY) == ["shutdown -h now"]


def test_scratch_that_is_mounted_is_left_alone(start):
    assert start(NITRO, mounted="exit 0") == []
