"""Repair: broken characters become the right ones, and every change is on record."""

from copydesk.repair.explaining import explain
from copydesk.repair.repairing import Repaired, repair_article, repair_text

__all__ = ["Repaired", "explain", "repair_article", "repair_text"]
