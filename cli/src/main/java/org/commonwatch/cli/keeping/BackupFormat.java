package org.commonwatch.cli.keeping;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.commonwatch.kernel.HomeFormat;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;

/** Whether this release can open what a backup holds. */
final class BackupFormat {
    private BackupFormat() {}

    static void check(Path home) throws IOException, Refused {
        Path marker = home.resolve("format");
        if (!Files.isRegularFile(marker) || Files.size(marker) > 16) {
            throw Refusal.of(
                            "backup-format",
                            "format",
                            "This is not a backup of a Commonwatch node: it names no format.")
                    .toException();
        }
        String text = Files.readString(marker).strip();
        if (!text.matches("[0-9]{1,6}")) {
            throw Refusal.of("backup-format", "format", "The backup's format is not a number.", text)
                    .toException();
        }
        if (Integer.parseInt(text) > HomeFormat.NEWEST) {
            throw Refusal.of(
                            "backup-newer",
                            "format",
                            "The backup was written by a newer release (format " + text + ", this one knows "
                                    + HomeFormat.NEWEST
                                    + "); restore it with that release.")
                    .toException();
        }
    }
}
