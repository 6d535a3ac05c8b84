package org.commonwatch.matching.index;

import org.commonwatch.matching.Indicator;

/** Marks one change in a delta and in the filters of the view it will be seen through. */
final class LiveMarks implements Marks {
    private final IndexView view;
    private final Delta delta;
    private final Delta.Change change;
    private Shape shape;

    private LiveMarks(IndexView view, Delta delta, Delta.Change change) {
        this.view = view;
        this.delta = delta;
        this.change = change;
        this.shape = view.shape();
    }

    /** Returns the view with the change in it. */
    static IndexView apply(IndexView view, Delta delta, KeyForm form, Delta.Change change) {
        LiveMarks marks = new LiveMarks(view, delta, change);
        Indicator indicator = change.indicator();
        byte[] key = form.key(indicator.kind(), indicator.value());
        int code = indicator.kind().code();
        delta.note(code, KeyHash.of(code, key, 0, key.length), key, change);
        marks.note(indicator.kind(), key, form);
        return view.with(delta, marks.shape);
    }

    @Override
    public void name(long two, long three) {
        long[] busy = view.busy();
        int slot = BusySuffixes.slot(two);
        if (busy[slot] == two && three != 0) {
            token(three);
            return;
        }
        token(two);
        if (busy[slot] == two) {
            // The suffix is listed itself now: names under it are asked for by two labels again.
            busy[slot] = 0;
        }
    }

    @Override
    public void token(long hash) {
        KeyFilter.add(view.tokenFilter(), hash);
    }

    @Override
    public void key(long hash) {
        delta.mark(hash);
    }

    @Override
    public void ending(int bit) {
        view.endings()[bit >>> 6] |= 1L << bit;
    }

    @Override
    public void net(long hash) {
        KeyFilter.add(view.netFilter(), hash);
    }

    @Override
    public void prefix(boolean six, int bits) {
        shape = shape.withPrefix(six, bits);
    }

    @Override
    public void numericEnding() {
        shape = shape.withNumericEndings();
    }

    @Override
    public void oddUrlHost() {
        shape = shape.withOddUrlHosts();
    }

    @Override
    public void url(byte[] key, byte[] bare) {
        shape = shape.withUrl(key.length);
        delta.note(KeyForm.URL_BARE, KeyHash.of(KeyForm.URL_BARE, bare, 0, bare.length), bare, change);
    }

    @Override
    public void literal() {
        if (!change.removed()) {
            shape = shape.with(shape.literals().with(change.indicator()));
        }
    }
}
