package org.commonwatch.matching.index;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.commonwatch.kernel.Refused;

/**
 * A live index as it stands at one moment, read without touching it: for another process than the one that keeps it. Changes
 * are read before the base, so that over a {@link LiveIndex#merge} in between none is missed; those that the base includes are
 * passed over.
 */
public final class FrozenIndex implements IndexSource {
    private final IndexView view;

    private FrozenIndex(IndexView view) {
        this.view = view;
    }

    /**
     * Reads what {@link LiveIndex} keeps in {@code folder}.
     *
     * @throws Refused when its base is not an index, see {@link IndicatorIndex#open}
     * @throws IOException when there is none, or it cannot be read
     */
    public static FrozenIndex read(Path folder) throws IOException, Refused {
        List<Delta.Change> changes = new ArrayList<>();
        ChangeLog.read(folder.resolve(LiveIndex.CHANGES_NAME), changes::add);
        BaseIndex base = BaseIndex.open(folder.resolve(LiveIndex.BASE_NAME), Arena.ofAuto());
        changes.removeIf(change -> change.sequence() <= base.sequence());
        Delta delta = new Delta(Math.max(1024, changes.size()), Math.max(4096, changes.size()));
        KeyForm keys = new KeyForm();
        IndexView view = LiveIndex.fresh(base, delta);
        for (Delta.Change change : changes) {
            if (delta.isFull()) {
                delta = delta.larger();
            }
            view = LiveMarks.apply(view, delta, keys, change);
        }
        return new FrozenIndex(view);
    }

    @Override
    public IndexView view() {
        return view;
    }
}
