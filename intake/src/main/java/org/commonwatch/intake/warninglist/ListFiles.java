package org.commonwatch.intake.warninglist;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.commonwatch.kernel.BoundedGzip;
import org.commonwatch.kernel.Limits;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;

/** Warning lists from a JSON file, a folder of them, or a tar archive, gzipped or not. Other files inside are passed over. */
public final class ListFiles {
    private ListFiles() {}

    /**
     * Reads every list under {@code path}.
     *
     * @param loaded takes each list's place and content, in order of place
     * @param refused takes each list that is malformed
     */
    public static void read(Path path, BiConsumer<String, WarningList> loaded, BiConsumer<String, Refusal> refused)
            throws IOException {
        if (Files.isDirectory(path)) {
            for (Path file : files(path)) {
                offer(path.relativize(file).toString(), () -> Files.readAllBytes(file), loaded, refused);
            }
            return;
        }
        try (InputStream in = BoundedGzip.open(Files.newInputStream(path))) {
            byte[] head = in.readNBytes(Tar.BLOCK_BYTES);
            if (Tar.isHeader(head)) {
                Map<String, byte[]> members = new TreeMap<>();
                Optional<Refusal> broken = Tar.read(head, in, Limits.WARNING_LIST_BYTES_MAX, (name, bytes) -> {
                    if (isList(name)) {
                        members.put(name, bytes);
                    }
                });
                members.forEach((name, bytes) -> offer(name, () -> bytes, loaded, refused));
                broken.ifPresent(refusal -> refused.accept(path.toString(), refusal));
            } else {
                byte[] rest = in.readNBytes(Limits.WARNING_LIST_BYTES_MAX);
                offer(path.toString(), () -> concat(head, rest), loaded, refused);
            }
        }
    }

    private interface Content {
        byte[] bytes() throws IOException;
    }

    private static void offer(
            String place,
            Content content,
            BiConsumer<String, WarningList> loaded,
            BiConsumer<String, Refusal> refused) {
        try {
            loaded.accept(place, WarningList.parse(content.bytes()));
        } catch (Refused e) {
            refused.accept(place, e.refusal());
        } catch (IOException e) {
            refused.accept(place, Refusal.of("list-unreadable", "", "The file could not be read.", String.valueOf(e)));
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> isList(file.toString())).sorted().toList();
        }
    }

    private static boolean isList(String name) {
        return name.endsWith(".json");
    }

    private static byte[] concat(byte[] head, byte[] rest) {
        byte[] all = new byte[head.length + rest.length];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(rest, 0, all, head.length, rest.length);
        return all;
    }
}
