"""Three analyses a sample, for redun."""

from redun import File, script, task

redun_namespace = "trivial"


@task()
def analyse(sample: str, number: int, after: File | None) -> File:
    """Write a word to the analysis's output, once there is the one before."""
    del after
    output = File(f"out/{sample}/{number}")
    return script(f"mkdir -p out/{sample} && echo done > {output.path}", outputs=output)


@task()
def one(sample: str) -> File:
    """Run a sample's analyses, one after the other."""
    done = None
    for number in range(3):
        done = analyse(sample, number, done)
    return done


@task()
def main(samples: int) -> list[File]:
    """Run all samples."""
    return [one(f"s{number}") for number in range(samples)]
