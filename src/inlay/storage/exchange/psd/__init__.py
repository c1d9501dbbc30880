"""Photoshop documents (PSD, and PSB for large ones), by Adobe's file format specification of 2019."""
