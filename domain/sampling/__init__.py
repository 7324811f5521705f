"""抽样: draws from a frozen frame that anybody can repeat, in any language, and nobody can steer.

Who is drawn follows from the frame, the seed and the plan, and from nothing else:

1. The frame is a text: a line for each entry, of its id, its strata and its attributes (``key=value``), each of these
   in ascending order and all separated by a tab; the lines in ascending order (of their UTF-8 bytes), each ended by a
   line feed. The SHA-256 of the text is the frame's hash.
2. The order is that of the SHA-256 of seed, frame hash, purpose and id, written in lower-case hex and joined by line
   feeds. Each group of the plan (each village) has its own line in this order.
3. In a group the quotas are served first, one after the other, each until it has enough of its stratum; then the
   priority strata in turn, one entry each a round; then the rest. The draw takes as many as the plan says.

One more continues where the draw ended; a substitute is the next in the order from the stratum that the other was drawn
for. The seed is committed to (SHA-256 of ``commitment``, a line feed and the seed) before the frame is frozen and told
after the draw, so that neither can be chosen to suit the other. Ids are opaque references, never names. A recorded draw
holds no stratum of anybody (illness, disability): ``sample`` finds them again with the frame.

docs/drawing.md says the same to those who check it. Source: domain reference, section 8; R000-24, R000-25, R003-11.
"""
