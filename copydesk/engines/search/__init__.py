"""What the articles of a batch share, found on any engine: no step sees more than a part of the articles, or one bin.

The steps are those of `copydesk.reuse.steps`; here stands what goes to which bin. `shared.py` has them in their order.

    read     part     its articles are read; their wordings, counted, go to the wordings' bins
    merge    wording  the counts of all parts; how often words stand goes up a tree of bins to the driver, which weighs
    sign     wording  signatures; keys go to the buckets' bins
    pair     bucket   pairs go to the bin of their second wording
    bring    wording  its sketch goes with them to the bin of the first
    sift     wording  those worth comparing go back to the bin of the second, with the words of the first
    verify   wording  which are alike
    stand    wording  tells the articles that have one that is alike to another, or that others have, too
    tie      part     such wordings of one article hang together
    (stars)  wording  so do those that are alike: each learns the least of all that hang together, its group
    label    wording  tells the articles, and what is alike goes to the group's bin
    send     part     articles of groups go there
    tell     wording  and so do wordings that other articles have, too
    settle   group    matches, passages, clusters and stock, each to a bin of its range
    sort     range    in their order

Where earlier batches are looked back on, their articles are parts behind the others, and after the first `merge`:

    look     wording  which earlier articles have one that is alike, to the bins of their ids
    choose   id       each article once, but for those that the batch has itself, to the driver, which deals out parts
    read     part     of these only; then `merge` again, of all

The end is that of `find_near_duplicates`, to the byte, whatever the number of parts and bins. An article's number is
that of its part and its place there, by id.
"""
