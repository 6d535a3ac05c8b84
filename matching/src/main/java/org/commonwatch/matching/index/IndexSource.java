package org.commonwatch.matching.index;

/** Where a scanner gets what it looks for. */
public sealed interface IndexSource permits FrozenIndex, IndicatorIndex, LiveIndex {
    /** What is listed now. A scanner asks again at every block. */
    IndexView view();
}
