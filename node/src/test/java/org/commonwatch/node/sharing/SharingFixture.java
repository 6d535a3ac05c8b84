package org.commonwatch.node.sharing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.commonwatch.intake.warninglist.WarningLists;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.Disk;
import org.commonwatch.ledger.disk.LocalDisk;
import org.commonwatch.node.erasure.ErasureParts;
import org.commonwatch.node.membership.MembershipParts;
import org.commonwatch.node.policy.Action;
import org.commonwatch.node.policy.Gate;
import org.commonwatch.node.policy.Reader;
import org.commonwatch.node.spine.EntryType;
import org.commonwatch.node.spine.LocalTables;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.NodeFixture;
import org.commonwatch.node.spine.Projection;
import org.commonwatch.node.spine.Seals;
import org.commonwatch.node.spine.Submission;
import org.commonwatch.stix.StixObject;

/** The sharing slice on a {@link NodeFixture}, as the container would wire it. */
public final class SharingFixture implements AutoCloseable {
    /** Generous, because the machine that runs the tests may be busy. */
    public static final Duration PATIENCE = Duration.ofMinutes(3);

    public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    public final NodeFixture node;
    public final Items items;
    public final Batches batches;
    public final Sharing sharing;
    public final Objects objects;
    public final Shares shares;
    public final Imports imports;

    private SharingFixture(NodeFixture node, Clock clock) {
        this.node = node;
        this.items = new Items(node.index(), node.logs(), clock);
        this.batches = new Batches(node.index(), node.logs(), items, node.payloads(), node.identity());
        this.sharing = new Sharing(node.spine());
        this.objects = new Objects(items, node.payloads(), node.index());
        this.shares = new Shares(items, objects, sharing, node.logs());
        this.imports = new Imports(sharing, batches, node.logs(), WarningLists::builtIn, clock, node.random());
    }

    public static SharingFixture open(Path folder) {
        return open(folder, new LocalDisk(), NodeFixture.steps(START));
    }

    public static SharingFixture open(Path folder, Disk disk, Clock clock) {
        return open(folder, disk, clock, List.of(), List.of());
    }

    /** The same with projections and tables of another slice. */
    public static SharingFixture open(
            Path folder, Disk disk, Clock clock, List<Projection> more, List<LocalTables> tables) {
        return open(folder, disk, clock, more, tables, Seals.NONE);
    }

    /** The same with keys of audiences. */
    public static SharingFixture open(
            Path folder, Disk disk, Clock clock, List<Projection> more, List<LocalTables> tables, Seals seals) {
        List<Projection> projections = new ArrayList<>(more);
        projections.add(new SharingProjection());
        projections.add(ErasureParts.projection());
        projections.add(MembershipParts.projection());
        List<EntryType<?>> types = new ArrayList<>(ErasureParts.types());
        types.addAll(List.of(new ObjectsEntry(), new RecallEntry(), new ReinstateEntry()));
        NodeFixture node = NodeFixture.open(folder, disk, clock, types, projections, tables, seals);
        return new SharingFixture(node, clock);
    }

    /** Puts objects and waits until they are applied. */
    public void put(Log log, String batch, List<StixObject> put) {
        await(sharing.put(log, put, new SharingCommand.Objects(batch, "a test", "stix")));
    }

    public void await(List<Submission> submissions) {
        if (!Sharing.await(submissions, PATIENCE)) {
            throw new AssertionError("not applied within " + PATIENCE);
        }
    }

    public ImportReport importText(String text, String source) {
        try {
            return imports.run(
                    new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)),
                    Imports.Request.of("auto", "", source, ""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Refused e) {
            throw new AssertionError(e);
        }
    }

    /** Every claim in a log that the owner may see, in order. */
    public List<Item> everything(Log log, PageQuestion.Versions versions) {
        Gate gate = new Gate(Reader.owner("owner"), Action.VIEW);
        List<Item> all = new ArrayList<>();
        PageQuestion question =
                new PageQuestion(log.number(), -1, OptionalLong.empty(), List.of(), List.of(), versions);
        Items.Page page;
        do {
            page = items.page(question, gate, 1_000, Long.MAX_VALUE);
            all.addAll(page.items());
            question = question.after(page.lastKey());
        } while (page.more());
        return all;
    }

    /** A small indicator whose id follows from {@code number}; {@code version} is the minute of its modified time. */
    public static StixObject indicator(int number, int version) {
        String json = """
                {"type":"indicator","spec_version":"2.1","id":"indicator--00000000-0000-4000-8000-%012d",\
                "created":"2026-01-01T00:00:00.000Z","modified":"2026-01-01T00:%02d:00.000Z",\
                "name":"host %d","pattern":"[ipv4-addr:value = '192.0.2.%d']","pattern_type":"stix",\
                "valid_from":"2026-01-01T00:00:00Z"}""".formatted(number, version, number, number % 256);
        try {
            return StixObject.parse(json.getBytes(StandardCharsets.UTF_8));
        } catch (Refused e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        node.close();
    }
}
