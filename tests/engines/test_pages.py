"""The pages that open a cluster are followed on a real one, in a process of their own: it has one session of Spark."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.pages import ON_A_CLUSTER, name_of
from tests.engines.cluster import ROOT, Cluster, environment

FOLLOW = """
import sys
from pathlib import Path
from tests.docs.pages import CLUSTER, Reader, blocks, name_of
page, url = Path(sys.argv[1]), sys.argv[2]
reader = Reader(name_of(page))
for block in blocks(page.read_text("utf-8").replace(CLUSTER, url)):
    reader.follow(block)
print("followed to its end")
"""


def test_there_is_such_a_page() -> None:
    assert "docs/how-to/spark.md" in map(name_of, ON_A_CLUSTER)


@pytest.mark.slow
@pytest.mark.parametrize("page", ON_A_CLUSTER, ids=name_of)
def test_a_page_does_what_it_says_on_a_cluster(page: Path, spark_cluster: Cluster, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FOLLOW, str(page), spark_cluster.url],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=environment(tmp_path) | {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"},
        timeout=300,
        check=False,
    )
    assert done.stdout.endswith("followed to its end\n"), done.stderr[-3000:]
