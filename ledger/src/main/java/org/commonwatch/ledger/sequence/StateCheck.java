package org.commonwatch.ledger.sequence;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.Damage;
import org.commonwatch.ledger.disk.Disk;

/** Looks at the sequencer's own files, {@code state/}, for a verifier. A folder without them is a published copy. */
public final class StateCheck {
    private StateCheck() {}

    /** Damage of the newest journal and of the saved heads; {@code size} is what the checkpoint covers. */
    public static List<Damage> inspect(Disk disk, Path directory, long size) throws IOException {
        Path state = directory.resolve(LogOpening.STATE);
        List<Damage> damages = new ArrayList<>();
        Journal.inspect(disk, state, LogOpening.STATE + "/", size).ifPresent(damages::add);
        Path heads = state.resolve(LogOpening.HEADS_FILE);
        if (disk.exists(heads)) {
            byte[] bytes = disk.readAll(heads, Heads.BYTES_MAX);
            try {
                // Only the form is checked here, so no key is needed.
                Heads.parse(bytes, any -> false);
            } catch (Refused e) {
                damages.add(new Damage(
                        LogOpening.STATE + "/" + LogOpening.HEADS_FILE,
                        0,
                        bytes.length,
                        "not whole; it is built again from the entries when the log is opened"));
            }
        }
        return damages;
    }
}
