package org.commonwatch.node.feeds;

import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.commonwatch.intake.Intake;
import org.commonwatch.intake.Source;
import org.commonwatch.intake.csv.ColumnMap;
import org.commonwatch.intake.input.Format;
import org.commonwatch.intake.input.InputReader;
import org.commonwatch.intake.warninglist.WarningLists;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.stix.BundleReader;
import org.commonwatch.stix.StixObject;

/**
 * Content becomes objects on the home log, in chunks: each chunk is put, final and applied, then noted as members. What the
 * feed said before in the same words is not put again; what it had withdrawn and says again has its withdrawal undone.
 */
final class Landing {
    /** Objects of one content; a list of a million values makes two million. */
    static final int OBJECTS_MAX = 4_000_000;

    private final HomeLog home;
    private final Members members;
    private final Clock clock;

    Landing(HomeLog home, Members members, Clock clock) {
        this.home = home;
        this.members = members;
        this.clock = clock;
    }

    /**
     * @param part of the feed that the content is
     * @param batch of this poll
     */
    record Request(Feed feed, String part, String batch) {}

    /**
     * What the content came to.
     *
     * @param put objects that are new or say something new
     * @param unchanged objects the feed said before
     * @param refused pieces that were left out
     * @param firstRefusal why the first of them was
     * @param complete whether the content was read to its end
     * @param envelope what stood beside a TAXII page's objects
     */
    record Report(
            long put,
            long unchanged,
            long refused,
            Optional<Refusal> firstRefusal,
            boolean complete,
            Map<String, String> envelope,
            Present present) {}

    /** @throws IOException when {@code body} fails; what is wrong with the content is refused piece by piece */
    Report run(InputStream body, Request request) throws IOException, PollFault {
        Reading reading = new Reading(request);
        try {
            return reading.read(body);
        } catch (Halt halt) {
            throw halt.fault;
        }
    }

    /** Carries a fault out of a reader's sink. */
    private static final class Halt extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient PollFault fault;

        Halt(PollFault fault) {
            super(fault);
            this.fault = fault;
        }
    }

    private final class Reading {
        private final Request request;
        private final Feed feed;
        private final Present present = new Present();
        private final List<StixObject> chunk = new ArrayList<>();
        private long chunkBytes;
        private long put;
        private long unchanged;
        private long refused;
        private Optional<Refusal> firstRefusal = Optional.empty();

        Reading(Request request) {
            this.request = request;
            this.feed = request.feed();
        }

        Report read(InputStream body) throws IOException, PollFault {
            Source source = Source.named(feed.source(), clock.instant());
            Map<String, String> envelope = Map.of();
            boolean complete;
            if (feed.kind() == FeedKind.TAXII) {
                BundleReader.Summary summary = BundleReader.read(body, this::take);
                envelope = summary.envelope();
                complete = summary.complete();
            } else {
                // What is on a warning list is flagged wherever it is looked up; a feed has nobody to show flags to.
                complete = new InputReader(source, WarningLists.none(), columns())
                        .read(body, Optional.of(format()), Optional.empty(), this::take)
                        .complete();
            }
            flush();
            return new Report(put, unchanged, refused, firstRefusal, complete, envelope, present);
        }

        private void take(BundleReader.Item item) {
            switch (item) {
                case BundleReader.Accepted accepted -> add(accepted.object());
                case BundleReader.Rejected rejected -> refuse(rejected.refusal());
            }
        }

        private void take(Intake result) {
            switch (result) {
                case Intake.Understood understood -> add(understood.object());
                case Intake.Rejected rejected -> refuse(rejected.refusal());
            }
        }

        private void refuse(Refusal refusal) {
            refused++;
            firstRefusal = firstRefusal.or(() -> Optional.of(refusal));
        }

        private void add(StixObject object) {
            if (present.size() == OBJECTS_MAX) {
                throw new Halt(new PollFault(
                        "feed-too-big", "One content has at most " + OBJECTS_MAX + " objects; the rest was not read."));
            }
            present.add(Member.name(object.id()));
            chunk.add(object);
            chunkBytes += object.bytes().length;
            if (chunk.size() == HomeLog.OBJECTS_MAX || chunkBytes >= HomeLog.BYTES_MAX) {
                try {
                    flush();
                } catch (PollFault fault) {
                    throw new Halt(fault);
                }
            }
        }

        private void flush() throws PollFault {
            Map<Long, StixObject> byName = new LinkedHashMap<>();
            for (StixObject object : chunk) {
                // Named twice in one chunk: the later word counts, as it would in two chunks.
                byName.put(Member.name(object.id()), object);
            }
            chunk.clear();
            chunkBytes = 0;
            List<Long> names = List.copyOf(byName.keySet());
            Map<Long, Member> known = members.known(feed, request.part(), names);
            undo(known.values().stream()
                    .filter(member -> member.withdrawn().isPresent())
                    .toList());
            List<Long> freshNames = new ArrayList<>();
            List<StixObject> fresh = new ArrayList<>();
            for (Map.Entry<Long, StixObject> said : byName.entrySet()) {
                Member before = known.get(said.getKey());
                if (before != null && before.content() == content(said.getValue())) {
                    unchanged++;
                } else {
                    freshNames.add(said.getKey());
                    fresh.add(said.getValue());
                }
            }
            if (!fresh.isEmpty()) {
                note(freshNames, fresh, home.put(fresh, request.batch(), feed.source(), format().word()));
            }
        }

        /** The feed says again what it had withdrawn: a recalled claim stands again, a version that ended it is recalled. */
        private void undo(List<Member> back) throws PollFault {
            List<Long> recalled = back.stream()
                    .filter(member -> member.withdrawn().orElseThrow() == member.item())
                    .map(Member::item)
                    .toList();
            List<Long> endings = back.stream()
                    .map(member -> member.withdrawn().orElseThrow())
                    .filter(item -> item != Member.NOTHING && !recalled.contains(item))
                    .toList();
            if (!recalled.isEmpty()) {
                home.reinstate(recalled);
            }
            if (!endings.isEmpty()) {
                home.recall(endings, "the " + feed.source() + " says it again");
            }
            members.say(
                    feed,
                    request.part(),
                    back.stream()
                            .map(member ->
                                    new Member(member.object(), member.content(), member.item(), OptionalLong.empty()))
                            .toList());
        }

        private void note(List<Long> names, List<StixObject> fresh, List<Long> keys) throws PollFault {
            List<Member> said = new ArrayList<>(fresh.size());
            for (int i = 0; i < fresh.size(); i++) {
                said.add(new Member(names.get(i), content(fresh.get(i)), keys.get(i), OptionalLong.empty()));
            }
            members.say(feed, request.part(), said);
            put += fresh.size();
        }

        private long content(StixObject object) {
            return feed.kind() == FeedKind.TAXII ? Member.content(object) : Member.timeless(object);
        }

        private Format format() {
            return switch (feed.kind()) {
                case TAXII -> Format.STIX;
                case MISP -> Format.MISP;
                case CSV -> Format.CSV;
                case TEXT -> Format.TEXT;
            };
        }

        private ColumnMap columns() {
            try {
                return feed.columns().isEmpty() ? ColumnMap.AUTOMATIC : ColumnMap.parse(feed.columns());
            } catch (Refused e) {
                throw new IllegalStateException("columns that were accepted no longer read", e);
            }
        }
    }
}
