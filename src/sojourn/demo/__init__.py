"""The demo: a simulated shop whose truth is known, then real households. The two are never mixed."""

from sojourn.demo.running import DemoReport, run

__all__ = ["DemoReport", "run"]
