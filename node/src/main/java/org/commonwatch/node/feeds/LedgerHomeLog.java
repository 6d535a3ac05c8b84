package org.commonwatch.node.feeds;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.commonwatch.node.policy.Action;
import org.commonwatch.node.policy.Gate;
import org.commonwatch.node.policy.Reader;
import org.commonwatch.node.sharing.Item;
import org.commonwatch.node.sharing.Items;
import org.commonwatch.node.sharing.Objects;
import org.commonwatch.node.sharing.Sharing;
import org.commonwatch.node.sharing.SharingCommand;
import org.commonwatch.node.spine.ItemKey;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.Logs;
import org.commonwatch.node.spine.Submission;
import org.commonwatch.stix.StixObject;

/** The home log itself. */
@ApplicationScoped
class LedgerHomeLog implements HomeLog {
    /** An act is final within milliseconds; a rebuild or a full disk is what takes longer. */
    private static final Duration WAIT_MAX = Duration.ofSeconds(60);

    private static final Reader FEEDS = Reader.owner("feeds");

    private final Sharing sharing;
    private final Items items;
    private final Objects objects;
    private final Logs logs;

    @Inject
    LedgerHomeLog(Sharing sharing, Items items, Objects objects, Logs logs) {
        this.sharing = sharing;
        this.items = items;
        this.objects = objects;
        this.logs = logs;
    }

    @Override
    public List<Long> put(List<StixObject> objects, String batch, String source, String format) throws PollFault {
        Log home = logs.home();
        List<Submission> submissions = sharing.put(home, objects, new SharingCommand.Objects(batch, source, format));
        await(submissions);
        if (submissions.size() != 1) {
            throw new IllegalStateException(
                    objects.size() + " objects became " + submissions.size() + " statements, not one");
        }
        long entry = submissions.getFirst().applied().join();
        List<Long> keys = new ArrayList<>(objects.size());
        for (int position = 0; position < objects.size(); position++) {
            keys.add(new ItemKey(home.number(), entry, position).toLong());
        }
        return keys;
    }

    @Override
    public Map<Long, StixObject> read(List<Long> keys) {
        Map<Long, StixObject> read = new HashMap<>();
        for (Item item : open(keys)) {
            objects.open(item).ifPresent(open -> read.put(item.key().toLong(), open.stix()));
        }
        return read;
    }

    @Override
    public void recall(List<Long> keys, String reason) throws PollFault {
        await(sharing.recall(logs.home(), open(keys), reason));
    }

    @Override
    public void reinstate(List<Long> keys) throws PollFault {
        await(sharing.reinstate(logs.home(), open(keys)));
    }

    /** As history, because what was recalled must be found to be reinstated. */
    private List<Item> open(List<Long> keys) {
        return new Gate(FEEDS, Action.HISTORY).openAll(items.at(keys));
    }

    private static void await(List<Submission> submissions) throws PollFault {
        if (!Sharing.await(submissions, WAIT_MAX)) {
            throw new PollFault(
                    "ledger-slow",
                    "The ledger did not make the objects final within " + WAIT_MAX.toSeconds() + " seconds.");
        }
    }
}
