package org.commonwatch.node.community;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.commonwatch.council.CouncilSequencer;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.note.NoteKey;
import org.commonwatch.ledger.note.SignedCheckpoint;
import org.commonwatch.ledger.payload.PayloadStore;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.ledger.sequence.Sequencer;
import org.commonwatch.ledger.witness.Holding;
import org.commonwatch.ledger.witness.LogTimeRule;
import org.commonwatch.ledger.witness.Overdue;
import org.commonwatch.ledger.witness.OverdueRule;
import org.commonwatch.node.council.Councils;
import org.commonwatch.node.council.OpenedCouncils;
import org.commonwatch.node.council.Seat;
import org.commonwatch.node.membership.Communities;
import org.commonwatch.node.membership.Organisation;
import org.commonwatch.node.spine.CouncilLogs;
import org.commonwatch.node.spine.Identity;
import org.commonwatch.node.spine.Log;

/** The logs that this node orders as one of a council. */
@Singleton
class SeatedLogs implements CouncilLogs {
    /** A cosigner waits so long for the turns of a checkpoint that another node signed: they are on their way. */
    private static final long HOLD_NANOS_MAX = TimeUnit.SECONDS.toNanos(2);

    private static final long HOLD_LOOK_MILLIS = 2;

    /** An answer to payloads that were brought says nothing but that they are there. */
    private static final int ANSWER_BYTES_MAX = 64 * 1024;

    /** Besides the time on the line: storing some payloads takes tenths of a second, and a node that is cut off never answers. */
    private static final Duration KEPT_MAX = Duration.ofSeconds(3);

    /** The slowest line on which payloads are brought. */
    private static final int LINE_BYTES_PER_MILLI = 100;

    private final OpenedCouncils opened;
    private final Councils councils;
    private final Communities communities;
    private final Following following;
    private final Witnessing witnessing;
    private final Identity self;
    private final Clock clock;
    private final Map<String, Seated> byName = new ConcurrentHashMap<>();

    @Inject
    SeatedLogs(
            OpenedCouncils opened,
            Councils councils,
            Communities communities,
            Following following,
            Witnessing witnessing,
            Identity self,
            Clock clock) {
        this.opened = opened;
        this.councils = councils;
        this.communities = communities;
        this.following = following;
        this.witnessing = witnessing;
        this.self = self;
        this.clock = clock;
    }

    Optional<Seated> of(Log log) {
        return Optional.ofNullable(byName.get(log.name()));
    }

    @Override
    public boolean tookPart(Part part) {
        return opened.isPart(part.log(), part.settings());
    }

    @Override
    public Sequencer open(Part part) {
        Log log = part.log();
        return kept(part, opened.open(log, part.settings(), () -> List.copyOf(sources(log)), following.fetchers()));
    }

    @Override
    public Sequencer join(Part part) throws Refused {
        Log log = part.log();
        return kept(part, opened.join(log, part.settings(), () -> List.copyOf(sources(log)), following.fetchers()));
    }

    private Seated kept(Part part, CouncilSequencer council) {
        Log log = part.log();
        Sources sources = new Sources(new OtherNodes(log));
        Outgoing.Files files = statement -> file(part.payloads(), statement);
        Spreading spreading = new Spreading(
                council::append,
                envelope -> envelope.statement().draft().author().equals(self.name()),
                () -> others(log, council),
                files,
                all -> member -> new Courier(
                        log.name(),
                        member,
                        parcels -> bring(log, member, parcels),
                        files,
                        carried -> all.brought(member, carried)));
        Seated kept = new Seated(
                part,
                council,
                sources,
                new PayloadCatchUp(part.payloads(), sources::all, following.fetchers()),
                spreading);
        byName.put(log.name(), kept);
        following.forget(log);
        cosign(kept, part.settings().policy());
        return kept;
    }

    private static Optional<byte[]> file(PayloadStore store, Digest statement) {
        try {
            return store.whole(statement);
        } catch (Refused damaged) {
            return Optional.empty();
        }
    }

    /** The others of the council as Raft has it; before Raft has told, as the log has it. */
    private List<String> others(Log log, CouncilSequencer council) {
        List<String> agreed =
                council.seats().stream().map(org.commonwatch.council.Seat::name).toList();
        List<String> all = agreed.isEmpty()
                ? councils.council(log).stream().map(Seat::member).toList()
                : agreed;
        return all.stream().filter(name -> !name.equals(self.name())).toList();
    }

    /** @throws IOException when the member has no address or does not answer */
    private int bring(Log log, String member, byte[] parcels) throws IOException, InterruptedException {
        URI url = communities
                .member(log, member)
                .flatMap(known -> known.organisation().urls().stream().findFirst())
                .orElseThrow(() -> new IOException(member + " has no address"));
        Duration timeMax = KEPT_MAX.plusMillis(parcels.length / LINE_BYTES_PER_MILLI);
        return following
                .peer(member, url)
                .post("/ledger/" + log.name() + "/payloads", parcels, Parcel.MEDIA_TYPE, ANSWER_BYTES_MAX, timeMax)
                .status();
    }

    /** Everybody else's, the council's first. */
    private final class OtherNodes implements Sources.Peers {
        private final Log log;

        OtherNodes(Log log) {
            this.log = log;
        }

        @Override
        public List<PeerSource> all() {
            return sources(log);
        }

        @Override
        public List<PeerSource> ordering() {
            return sources(log);
        }
    }

    /** The council first, then whoever else holds the log. */
    private List<PeerSource> sources(Log log) {
        List<String> council = councils.council(log).stream().map(Seat::member).toList();
        List<PeerSource> first = new ArrayList<>();
        List<PeerSource> then = new ArrayList<>();
        for (Communities.Member member : communities.members(log)) {
            Organisation organisation = member.organisation();
            if (!organisation.name().equals(self.name())) {
                List<PeerSource> where = council.contains(organisation.name()) ? first : then;
                organisation
                        .urls()
                        .forEach(url -> where.add(new PeerSource(following.peer(organisation.name(), url), log)));
            }
        }
        first.addAll(then);
        return first;
    }

    /** Whoever leads asks this node to cosign; it signs what the council has agreed on and nothing else. */
    private void cosign(Seated seated, Policy policy) {
        List<NoteKey> keys = new ArrayList<>(policy.logKeys());
        keys.add(seated.part().settings().checkpointSigner().noteKey());
        Witnessing.Trust trust = new Witnessing.Trust(keys.stream().distinct().toList(), policy);
        witnessing.hold(
                seated.part().log(),
                // Only the founder's epoch has councils.
                Optional.empty(),
                () -> trust,
                held(seated.council()),
                List.of(
                        new LogTimeRule(size -> seated.logTime(), clock),
                        new OverdueRule((size, bound) -> seated.council().leftOut(bound), Overdue.BOUND_DEFAULT)));
    }

    private static Holding held(CouncilSequencer council) {
        return checkpoint -> await(council, checkpoint)
                ? Optional.empty()
                : Optional.of(Refusal.of(
                        "log-incomplete",
                        "",
                        "This is no checkpoint of what the council has agreed on, as far as it is here."));
    }

    private static boolean await(CouncilSequencer council, SignedCheckpoint checkpoint) {
        long deadline = System.nanoTime() + HOLD_NANOS_MAX;
        while (council.finality().acceptedSize() < checkpoint.size() && System.nanoTime() - deadline < 0) {
            try {
                Thread.sleep(HOLD_LOOK_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return council.holds(checkpoint.checkpoint());
    }

    @Override
    public void policy(Sequencer sequencer, Policy policy) {
        Seated seated = (Seated) sequencer;
        seated.council().policy(policy);
        cosign(seated, policy);
    }

    @Override
    public void begin(Sequencer sequencer) {
        ((Seated) sequencer).begin();
    }

    @Override
    public void forget(Part part) {
        byName.remove(part.log().name());
        opened.forget(part.log(), part.settings());
    }
}
