package org.commonwatch.stix;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.commonwatch.kernel.Refused;
import org.commonwatch.stix.BundleReader.Accepted;
import org.junit.jupiter.api.Assumptions;

/** Our own samples, and the real data where it is there. */
final class Samples {
    private Samples() {}

    static byte[] bytes(String name) {
        try (InputStream in = Objects.requireNonNull(Samples.class.getResourceAsStream("/samples/" + name), name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every type of STIX 2.1 with every property, and some custom ones. */
    static List<StixObject> everyType() {
        return objects(bytes("every-type.json"));
    }

    static List<StixObject> objects(byte[] bytes) {
        List<StixObject> objects = new ArrayList<>();
        BundleReader.read(bytes, item -> {
            if (!(item instanceof Accepted accepted)) {
                throw new IllegalStateException(item.toString());
            }
            objects.add(accepted.object());
        });
        return objects;
    }

    static StixObject first(String type) {
        return everyType().stream()
                .filter(object -> object.type().equals(type))
                .findFirst()
                .orElseThrow();
    }

    static StixObject object(String json) {
        try {
            return StixObject.parse(json.getBytes(UTF_8));
        } catch (Refused e) {
            throw new IllegalArgumentException(json, e);
        }
    }

    /** The folder of real STIX; without it the test is skipped and says so. */
    static Path realData() {
        Path folder = Path.of(System.getProperty("commonwatch.root", ".."), "../shared/data/stix")
                .normalize();
        Assumptions.assumeTrue(Files.isDirectory(folder), () -> "skipped: no real data at " + folder);
        return folder;
    }

    static List<Path> realBundles() throws IOException {
        try (Stream<Path> files = Files.walk(realData())) {
            return files.filter(file ->
                            file.toString().endsWith(".json") || file.toString().endsWith(".json.gz"))
                    .filter(file -> !file.toString().contains("schemas"))
                    .sorted()
                    .toList();
        }
    }
}
