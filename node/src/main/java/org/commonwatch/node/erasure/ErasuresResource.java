package org.commonwatch.node.erasure;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.erase.EraseOrder;
import org.commonwatch.ledger.erase.EraseReason;
import org.commonwatch.node.access.Allow;
import org.commonwatch.node.access.Caller;
import org.commonwatch.node.access.Right;
import org.commonwatch.node.membership.Communities;
import org.commonwatch.node.policy.Action;
import org.commonwatch.node.policy.Gate;
import org.commonwatch.node.sharing.Sharing;
import org.commonwatch.node.spine.Entries;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.Logs;
import org.commonwatch.node.spine.Spine;
import org.commonwatch.node.spine.Submission;
import org.jspecify.annotations.Nullable;

/** Erasing over the JSON API: what would go and who is asked, the order itself, and who has carried it out. */
@Path("/api/v1/erasures")
@Produces(MediaType.APPLICATION_JSON)
@Allow(Right.OWNER)
public class ErasuresResource {
    /** Ids of one request. */
    private static final int IDS_MAX = 10_000;

    /** Objects named one by one in an answer; more are only counted. */
    private static final int LINES_MAX = 1_000;

    private static final int LOOK_MILLIS = 20;

    private final Erasures erasures;
    private final Wanted wanted;
    private final Eraser eraser;
    private final org.commonwatch.node.sharing.Objects objects;
    private final Communities communities;
    private final Logs logs;
    private final Spine spine;
    private final Caller caller;

    @Inject
    ErasuresResource(
            Erasures erasures,
            Wanted wanted,
            Eraser eraser,
            org.commonwatch.node.sharing.Objects objects,
            Communities communities,
            Logs logs,
            Spine spine,
            Caller caller) {
        this.erasures = erasures;
        this.wanted = wanted;
        this.eraser = eraser;
        this.objects = objects;
        this.communities = communities;
        this.logs = logs;
        this.spine = spine;
        this.caller = caller;
    }

    /**
     * What to erase: ids, or a batch, or an entry of a log.
     *
     * @param positions of objects in the entry's payload; none for all
     * @param reason {@link EraseReason}'s word
     * @param preview say what would go, and order nothing
     */
    public record EraseRequest(
            @Nullable List<@Nullable String> ids,
            @Nullable String batch,
            @Nullable String log,
            @Nullable Long entry,
            @Nullable List<@Nullable Integer> positions,
            @Nullable String reason,
            boolean preview) {}

    /**
     * @param objects that go, the first of them
     * @param more objects that go and are not named
     * @param logs where they stand and who is asked to erase them
     * @param ofOthers claims by others of the same ids, which stay
     * @param orders entries that order it, as far as they are final
     * @param erasedHere whether this node has carried them out
     */
    public record EraseAnswer(
            List<Line> objects, int more, List<In> logs, int ofOthers, List<Ordered> orders, boolean erasedHere) {
        public record Line(String log, long entry, int position, String id, String type, String title) {}

        /** @param payloads of which objects go; {@code whole} of them entirely */
        public record In(String log, int payloads, int whole, int objects, List<String> asked) {}

        public record Ordered(String log, long entry) {}
    }

    @POST
    public EraseAnswer erase(EraseRequest request) throws Refused {
        Gate gate = caller.gate(Action.HISTORY);
        EraseReason reason = EraseReason.of(
                        Optional.ofNullable(request.reason()).orElse(EraseReason.OTHER.word()))
                .orElseThrow(
                        () -> Refusal.of("erase-reason", "/reason", "A reason is one of: " + EraseReason.words() + ".")
                                .toException());
        Wanted.Found found = found(request, gate);
        if (found.logs().isEmpty()) {
            throw Refusal.of(
                            "nothing-to-erase",
                            "",
                            found.ofOthers() == 0
                                    ? "Nothing of that is here."
                                    : "Only others have said that; its author or the steward may have it erased.")
                    .toException();
        }
        List<EraseAnswer.Line> lines = lines(found);
        int all = found.logs().stream().mapToInt(in -> in.items().size()).sum();
        List<EraseAnswer.In> where = found.logs().stream().map(this::in).toList();
        List<EraseAnswer.Ordered> orders = request.preview() ? List.of() : order(found, reason, gate);
        return new EraseAnswer(
                lines, all - lines.size(), where, found.ofOthers(), orders, !orders.isEmpty() && carriedOut(orders));
    }

    private Wanted.Found found(EraseRequest request, Gate gate) throws Refused {
        List<@Nullable String> named = Optional.ofNullable(request.ids()).orElse(List.of());
        List<String> ids = named.stream().filter(Objects::nonNull).toList();
        int ways = (ids.isEmpty() ? 0 : 1) + (request.batch() == null ? 0 : 1) + (request.entry() == null ? 0 : 1);
        if (ways != 1 || ids.size() > IDS_MAX || ids.size() < named.size()) {
            throw Refusal.of("erase-what", "", "Name 1 to " + IDS_MAX + " ids, or a batch, or an entry of a log.")
                    .toException();
        }
        if (request.batch() != null) {
            return wanted.batch(request.batch(), gate);
        }
        return request.entry() == null ? wanted.ids(ids, gate) : entry(request, gate);
    }

    private Wanted.Found entry(EraseRequest request, Gate gate) throws Refused {
        String name = Optional.ofNullable(request.log()).orElse("");
        Log log = logs.named(name)
                .orElseThrow(() -> Refusal.of("log-unknown", "/log", "There is no such log.", name)
                        .toException());
        List<@Nullable Integer> named = Optional.ofNullable(request.positions()).orElse(List.of());
        List<Integer> positions =
                named.stream().filter(Objects::nonNull).distinct().sorted().toList();
        long entry = Optional.ofNullable(request.entry()).orElse(-1L);
        return wanted.entry(log, entry, positions, gate);
    }

    private List<EraseAnswer.Line> lines(Wanted.Found found) {
        return found.logs().stream()
                .flatMap(in -> in.items().stream()
                        .map(item -> new EraseAnswer.Line(
                                in.log().name(),
                                item.key().entry(),
                                item.key().position(),
                                item.id(),
                                item.type(),
                                objects.open(item).map(open -> open.title()).orElse(""))))
                .limit(LINES_MAX)
                .toList();
    }

    private EraseAnswer.In in(Wanted.In in) {
        int whole = (int) in.positions().values().stream()
                .filter(positions -> positions.isEmpty())
                .count();
        List<String> asked = erasures.asked(in.log(), Long.MAX_VALUE).stream()
                .map(member -> title(in.log(), member))
                .toList();
        return new EraseAnswer.In(
                in.log().name(), in.positions().size(), whole, in.items().size(), asked);
    }

    private List<EraseAnswer.Ordered> order(Wanted.Found found, EraseReason reason, Gate gate) {
        List<EraseAnswer.Ordered> orders = new ArrayList<>();
        for (Wanted.In in : found.logs()) {
            List<Submission> submissions = new ArrayList<>();
            for (List<EraseOrder.Target> targets : wanted.orders(in, gate)) {
                submissions.add(spine.submit(
                        in.log(),
                        EraseOrder.TYPE,
                        EraseOrder.VERSION,
                        new EraseOrder(reason, targets).body(),
                        List.of()));
            }
            Sharing.await(submissions, Sharing.PATIENCE);
            submissions.stream()
                    .filter(Submission::done)
                    .map(submission -> new EraseAnswer.Ordered(
                            in.log().name(), submission.applied().join()))
                    .forEach(orders::add);
        }
        return orders;
    }

    /** Waits a moment, since the answer is better with it. */
    private boolean carriedOut(List<EraseAnswer.Ordered> orders) {
        long deadline = System.nanoTime() + Sharing.PATIENCE.toNanos();
        while (true) {
            boolean all = orders.stream()
                    .allMatch(order -> eraser.done(logs.named(order.log()).orElseThrow(), order.entry()));
            if (all || System.nanoTime() > deadline) {
                return all;
            }
            try {
                Thread.sleep(LOOK_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }

    /**
     * An order and what became of it.
     *
     * @param here whether this node has carried it out
     * @param erased members that said so, with the log's time
     * @param waiting members that were asked and have not
     */
    public record Status(
            String log,
            long entry,
            String author,
            String reason,
            String at,
            int payloads,
            boolean here,
            List<Said> erased,
            List<String> waiting) {
        public record Said(String member, String at) {}
    }

    /** @param fault why this node does not carry orders out; empty when it does */
    public record Statuses(List<Status> erasures, Optional<String> fault) {}

    @GET
    public Statuses list() {
        Gate gate = caller.gate(Action.HISTORY);
        return new Statuses(
                logs.all().stream()
                        .filter(log -> gate.decision(Entries.terms(log)).allowed())
                        .flatMap(log -> erasures.newest(log).stream().map(order -> status(log, order)))
                        .toList(),
                eraser.fault());
    }

    private Status status(Log log, Erasures.Order order) {
        Map<String, String> said = erasures.receipts(log, order.entry()).stream()
                .collect(Collectors.toMap(
                        Erasures.Receipt::member, receipt -> receipt.at().toString()));
        return new Status(
                log.name(),
                order.entry(),
                title(log, order.author()),
                order.reason(),
                order.at().toString(),
                order.payloads(),
                eraser.done(log, order.entry()),
                said.entrySet().stream()
                        .map(each -> new Status.Said(title(log, each.getKey()), each.getValue()))
                        .sorted((a, b) -> a.at().compareTo(b.at()))
                        .toList(),
                erasures.asked(log, order.entry()).stream()
                        .filter(member -> !said.containsKey(member))
                        .map(member -> title(log, member))
                        .toList());
    }

    /** What people call a member; its name where the log has none. */
    private String title(Log log, String member) {
        return communities
                .member(log, member)
                .map(known -> known.organisation().title())
                .orElse(member);
    }
}
