package org.commonwatch.node.pages;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import org.commonwatch.node.spine.Spine;

/** What people should know about the node before they trust what a page shows. */
@ApplicationScoped
public class Health {
    /** With less room than this the node may soon have to refuse new work. */
    static final long FREE_BYTES_MIN = 512L * 1024 * 1024;

    private static final long MEBIBYTE = 1024L * 1024;

    private final Spine spine;

    @Inject
    Health(Spine spine) {
        this.spine = spine;
    }

    public List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        spine.fault()
                .ifPresent(fault -> warnings.add("Replay stands still, so what is shown may be old. It is tried again"
                        + " until it succeeds. The reason: " + fault));
        long free = spine.freeBytes();
        if (free < FREE_BYTES_MIN) {
            warnings.add("The disk has only " + free / MEBIBYTE
                    + " MiB left. When it is full, nothing new is taken in; what is here stays readable.");
        }
        return warnings;
    }
}
