package org.commonwatch.node.spine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.commonwatch.stix.StixObject;

/**
 * Derives what projections need of objects while their statement is hashed, signed and synced to disk, when the other cores
 * have little to do. A cache and nothing more: what is not here is derived when the entry is applied. Safe from many threads.
 */
final class Ahead {
    /** Objects whose facts are held at a time: those of the largest statement. */
    private static final int OBJECTS_MAX = 10_000;

    /** Objects of one part: about half a millisecond of work, the longest that replay waits for a helper. */
    private static final int PART_OBJECTS = 64;

    private final Fan fan;
    private final List<Derivation<?>> derivations;

    /** By the first object of a statement. Guarded by {@code this}, and so is the number of their objects. */
    private final Map<StixObject, Facts> held = new HashMap<>();

    private int objectsHeld;

    Ahead(Fan fan, List<Projection> projections) {
        this.fan = fan;
        this.derivations = projections.stream()
                .flatMap(projection -> projection.ahead().stream())
                .toList();
    }

    /** What is derived of the objects of one statement, in parts. */
    static final class Facts {
        private final int objects;
        private final Map<Derivation<?>, List<FutureTask<List<?>>>> parts = new HashMap<>();

        Facts(List<StixObject> objects, List<Derivation<?>> derivations) {
            this.objects = objects.size();
            for (Derivation<?> derivation : derivations) {
                List<FutureTask<List<?>>> tasks = new ArrayList<>();
                for (int from = 0; from < objects.size(); from += PART_OBJECTS) {
                    List<StixObject> part = objects.subList(from, Math.min(objects.size(), from + PART_OBJECTS));
                    tasks.add(new FutureTask<>(
                            () -> part.stream().map(derivation::of).toList()));
                }
                parts.put(derivation, tasks);
            }
        }

        /** In the order of the objects; empty when this was not derived. */
        @SuppressWarnings("unchecked") // a derivation's parts hold what it yields
        <T> Optional<List<T>> of(Derivation<T> derivation) {
            List<FutureTask<List<?>>> tasks = parts.getOrDefault(derivation, List.of());
            if (tasks.isEmpty()) {
                return Optional.empty();
            }
            // Helpers begin at the front: from the back, a part is finished or nobody's yet and done here.
            tasks.reversed().forEach(FutureTask::run);
            List<T> all = new ArrayList<>(objects);
            try {
                for (FutureTask<List<?>> task : tasks) {
                    all.addAll((List<T>) task.get());
                }
                return Optional.of(all);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Optional.empty();
            } catch (ExecutionException bug) {
                // Deriving it anew throws the same, at the entry that it belongs to.
                return Optional.empty();
            }
        }
    }

    /** Before a statement with these objects is signed. */
    void start(List<StixObject> objects) {
        if (objects.isEmpty() || derivations.isEmpty()) {
            return;
        }
        Facts facts = new Facts(objects, derivations);
        synchronized (this) {
            if (objectsHeld + objects.size() > OBJECTS_MAX || held.putIfAbsent(objects.getFirst(), facts) != null) {
                return;
            }
            objectsHeld += objects.size();
        }
        facts.parts.values().forEach(tasks -> tasks.forEach(fan.helpers()::execute));
    }

    /** When the statement is applied or refused. */
    synchronized void forget(List<StixObject> objects) {
        Optional<Facts> forgotten =
                objects.isEmpty() ? Optional.empty() : Optional.ofNullable(held.remove(objects.getFirst()));
        forgotten.ifPresent(facts -> objectsHeld -= facts.objects);
    }

    /** Of exactly these objects, if they are the ones that {@link #start} was given. */
    synchronized Optional<Facts> of(List<PayloadObject> objects) {
        return objects.isEmpty()
                ? Optional.empty()
                : Optional.ofNullable(held.get(objects.getFirst().stix()))
                        .filter(facts -> facts.objects == objects.size());
    }
}
