package org.commonwatch.node.matching;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.node.policy.Action;
import org.commonwatch.node.policy.Gate;
import org.commonwatch.node.policy.Reader;
import org.commonwatch.node.sharing.Objects;
import org.commonwatch.node.sharing.OpenObject;
import org.commonwatch.node.sharing.Sharing;
import org.commonwatch.node.sharing.SharingCommand;
import org.commonwatch.node.spine.Db;
import org.commonwatch.node.spine.Local;
import org.commonwatch.node.spine.Logs;
import org.commonwatch.node.spine.Micros;
import org.commonwatch.node.spine.SqliteStore;
import org.commonwatch.node.spine.Submission;
import org.commonwatch.stix.StixObject;

/**
 * Turns what a person decided into objects to share: confirmed hits of one indicator on one day into one sighting, a false
 * positive into an opinion. They carry counts, times and what the person wrote, never a line, a token or an asset. Made on
 * the own log; from there they are shared like every other object.
 */
@ApplicationScoped
class Sightings {
    /** STIX 2.1 section 5.2. */
    private static final long COUNT_MAX = 999_999_999;

    /** In place of the day in {@code hit_object}: there is one opinion on an object. */
    private static final long NO_DAY = -1;

    private static final String SOURCE = "own hits";

    private final Hits hits;
    private final Objects objects;
    private final Sharing sharing;
    private final SqliteStore local;
    private final Logs logs;
    private final Clock clock;

    @Inject
    Sightings(Hits hits, Objects objects, Sharing sharing, @Local SqliteStore local, Logs logs, Clock clock) {
        this.hits = hits;
        this.objects = objects;
        this.sharing = sharing;
        this.local = local;
        this.logs = logs;
        this.clock = clock;
    }

    /** Which object a hit became before, and when that was first made. */
    private record Made(String id, long created) {}

    /**
     * The object that would be made of a hit; nothing is written.
     *
     * @throws Refused {@code hit-undecided} when nobody confirmed it or called it a false positive, {@code object-gone} when
     *     the indicator no longer stands
     */
    StixObject preview(Hit hit, Reader reader) throws Refused {
        return object(hit, reader, made(hit).orElseGet(() -> fresh(hit)));
    }

    /** Makes the object on the own log, as a new version where there is one already. */
    List<Submission> make(Hit hit, StixObject object) {
        long created = Micros.of(object.time("created").orElseThrow());
        local.write(db -> db.update(
                "INSERT INTO hit_object VALUES (?,?,?,?) ON CONFLICT DO NOTHING",
                hit.indicator(),
                day(hit),
                object.id(),
                created));
        return sharing.put(
                logs.home(), List.of(object), new SharingCommand.Objects("h-" + UUID.randomUUID(), SOURCE, "stix"));
    }

    private StixObject object(Hit hit, Reader reader, Made made) throws Refused {
        Gate gate = new Gate(reader, Action.VIEW);
        OpenObject indicator = objects.latest(hit.indicator(), gate)
                .orElseThrow(() -> Refusal.of("object-gone", "", "The object that was found no longer stands here.")
                        .toException());
        return switch (hit.decided().state()) {
            case CONFIRMED -> sighting(hit, gate, indicator, made);
            case FALSE_POSITIVE -> opinion(hit, indicator, made);
            case NEW, MUTED ->
                throw Refusal.of(
                                "hit-undecided",
                                "",
                                "Confirm the hit, or call it a false positive, before telling others.")
                        .toException();
        };
    }

    private StixObject sighting(Hit hit, Gate gate, OpenObject indicator, Made made) throws Refused {
        List<Hit> confirmed = gate.openAll(hits.confirmed(hit.indicator(), hit.day()));
        Instant first =
                confirmed.stream().map(Hit::first).min(Instant::compareTo).orElse(hit.first());
        Instant last = confirmed.stream().map(Hit::last).max(Instant::compareTo).orElse(hit.last());
        long count = confirmed.stream().mapToLong(Hit::lines).sum();
        ObjectNode json = begin("sighting", made, indicator);
        json.put("first_seen", time(first));
        json.put("last_seen", time(last));
        json.put("count", Math.min(COUNT_MAX, Math.max(1, count)));
        json.put("sighting_of_ref", hit.indicator());
        return StixObject.of(json);
    }

    private StixObject opinion(Hit hit, OpenObject indicator, Made made) throws Refused {
        ObjectNode json = begin("opinion", made, indicator);
        if (!hit.decided().why().isEmpty()) {
            json.put("explanation", hit.decided().why());
        }
        json.put("opinion", "strongly-disagree");
        json.putArray("object_refs").add(hit.indicator());
        return StixObject.of(json);
    }

    /** What every such object has; it is marked like what it speaks of. */
    private ObjectNode begin(String type, Made made, OpenObject indicator) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("type", type);
        json.put("spec_version", "2.1");
        json.put("id", made.id());
        json.put("created", Micros.shortText(made.created()));
        json.put("modified", Micros.shortText(Math.max(made.created(), now())));
        List<String> markings = indicator.stix().texts("object_marking_refs");
        if (!markings.isEmpty()) {
            var refs = json.putArray("object_marking_refs");
            markings.forEach(refs::add);
        }
        return json;
    }

    private Optional<Made> made(Hit hit) {
        return local.read(db -> made(db, hit));
    }

    private static Optional<Made> made(Db db, Hit hit) {
        return db.first(
                "SELECT id, created FROM hit_object WHERE indicator = ? AND day = ?",
                row -> new Made(row.getString(1), row.getLong(2)),
                hit.indicator(),
                day(hit));
    }

    private Made fresh(Hit hit) {
        String type = hit.decided().state() == HitState.FALSE_POSITIVE ? "opinion" : "sighting";
        return new Made(type + "--" + UUID.randomUUID(), now());
    }

    private static long day(Hit hit) {
        return hit.decided().state() == HitState.FALSE_POSITIVE
                ? NO_DAY
                : hit.day().toEpochDay();
    }

    /** Milliseconds, as STIX times are commonly written: two objects of one millisecond are the same version. */
    private long now() {
        return Micros.of(clock.instant()) / 1_000 * 1_000;
    }

    private static String time(Instant at) {
        return Micros.shortText(Micros.of(at));
    }
}
