"""Mentions of events in one article, each as one claimant asserts it, with the casualties they report.

what      `hits` finds the codebook's phrases, `happenings` makes events of them
really?   `selection` drops what is only referred to or means something else, `modality` and `calendar` say if and when
who       `sides` names actors and recipients, `grammar` tells them apart
where     `setting`
says who  `claims`
how many  `casualties`
"""

from transforms.mentions.finding import find_mentions

__all__ = ["find_mentions"]
