package org.commonwatch.node.erasure;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;
import org.commonwatch.node.spine.Home;
import org.commonwatch.node.spine.HomeUnusable;
import org.commonwatch.node.spine.Logs;
import org.commonwatch.node.spine.Spine;
import org.jboss.logging.Logger;

/**
 * A home folder that came out of a backup may hold what was erased since. Such a node listens to nobody before it has applied
 * what its logs say, has asked the nodes that order the others, and has carried out every order it then knows.
 */
@ApplicationScoped
class BeforeServing {
    /** After every other observer: replay, following and erasing run by then, and the server is opened after the last. */
    private static final int LAST = 100_000;

    /** How long other nodes are waited for; a community that is away must not keep the own data out of reach. */
    private static final Duration REACH_MAX = Duration.ofSeconds(60);

    /** What stands still for so long does not go on by itself. */
    private static final Duration FAULT_MAX = Duration.ofSeconds(60);

    private static final int LOOK_MILLIS = 50;
    private static final Logger LOG = Logger.getLogger(BeforeServing.class);

    private final Home home;
    private final Eraser eraser;
    private final Spine spine;
    private final Logs logs;
    private final Reach reach;

    @Inject
    BeforeServing(Home home, Eraser eraser, Spine spine, Logs logs, Reach reach) {
        this.home = home;
        this.eraser = eraser;
        this.spine = spine;
        this.logs = logs;
        this.reach = reach;
    }

    void hold(@Observes @Priority(LAST) StartupEvent event) {
        if (!home.isRestored()) {
            return;
        }
        LOG.info(
                "this folder was restored, or its index deleted: what was erased since is erased before anybody is answered");
        boolean reached = await();
        if (reached) {
            home.served();
        } else {
            LOG.warn(
                    "not every community's node could be asked; what they ordered to erase is erased once they are reached");
        }
    }

    /** Whether every log was reached; returns when everything known is carried out. */
    private boolean await() {
        long start = System.nanoTime();
        long faultSince = start;
        while (true) {
            boolean reached = logs.all().stream().allMatch(reach::reached);
            boolean patient = System.nanoTime() - start < REACH_MAX.toNanos();
            if ((reached || !patient) && eraser.settled()) {
                return reached;
            }
            Optional<String> fault = spine.fault().or(eraser::fault);
            faultSince = fault.isPresent() ? faultSince : System.nanoTime();
            if (System.nanoTime() - faultSince > FAULT_MAX.toNanos()) {
                throw new HomeUnusable("orders to erase cannot be carried out: " + fault.orElse(""));
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HomeUnusable("interrupted before orders to erase were carried out");
        }
    }
}
