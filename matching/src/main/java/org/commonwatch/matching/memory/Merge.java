package org.commonwatch.matching.memory;

import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** Several ordered runs of facts as one, equal facts united. Cost: O(n log runs). */
final class Merge implements Iterator<Trace> {
    private record Head(Trace trace, Iterator<Trace> rest) {}

    private final PriorityQueue<Head> heads = new PriorityQueue<>(Comparator.comparing(Head::trace, Trace.ORDER));

    Merge(List<Iterator<Trace>> runs) {
        runs.forEach(this::push);
    }

    private void push(Iterator<Trace> run) {
        if (run.hasNext()) {
            heads.add(new Head(run.next(), run));
        }
    }

    @Override
    public boolean hasNext() {
        return !heads.isEmpty();
    }

    @Override
    public Trace next() {
        Head head = heads.poll();
        if (head == null) {
            throw new NoSuchElementException();
        }
        push(head.rest());
        Trace trace = head.trace();
        for (@Nullable Head same = heads.peek(); same != null && same.trace().sameAs(trace); same = heads.peek()) {
            heads.poll();
            push(same.rest());
            trace = trace.with(same.trace());
        }
        return trace;
    }
}
