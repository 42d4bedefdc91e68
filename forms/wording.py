"""Sentences that are not ours to change, and that more than one form prints."""

from __future__ import annotations

from typing import Final

# 29 CFR 1635.8(b)(1)(i)(B), verbatim: it stands wherever a provider is asked for medical information.
GENETIC_INFORMATION: Final = (
    "The Genetic Information Nondiscrimination Act of 2008 (GINA) prohibits employers and other entities covered by "
    "GINA Title II from requesting or requiring genetic information of an individual or family member of the "
    "individual, except as specifically allowed by this law. To comply with this law, we are asking that you not "
    "provide any genetic information when responding to this request for medical information. 'Genetic "
    "information,' as defined by GINA, includes an individual's family medical history, the results of an "
    "individual's or family member's genetic tests, the fact that an individual or an individual's family member "
    "sought or received genetic services, and genetic information of a fetus carried by an individual or an "
    "individual's family member or an embryo lawfully held by an individual or family member receiving assistive "
    "reproductive services."
)
