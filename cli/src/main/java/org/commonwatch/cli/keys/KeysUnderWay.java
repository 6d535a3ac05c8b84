package org.commonwatch.cli.keys;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.commonwatch.cli.console.Fault;
import org.commonwatch.cli.console.SafeText;
import org.commonwatch.kernel.BoundedJson;
import org.commonwatch.kernel.Refused;

/**
 * What a home folder's {@code keys/identity}, which holds no secret, says of changes of keys that are not done.
 *
 * @param changing names of logs in which the newest key is still to count
 * @param olderCosigners keys to cosign with that are kept until no log asks for them
 */
record KeysUnderWay(List<String> changing, int olderCosigners) {
    /** A name, a list of logs and seventeen keys have some 10 kB. */
    private static final int BYTES_MAX = 1 << 20;

    KeysUnderWay {
        changing = List.copyOf(changing);
    }

    static KeysUnderWay in(Path home) throws Refused {
        Path file = home.resolve("keys").resolve("identity");
        if (!Files.exists(file)) {
            return new KeysUnderWay(List.of(), 0);
        }
        try (var in = Files.newInputStream(file)) {
            JsonNode identity = BoundedJson.parse(in.readNBytes(BYTES_MAX));
            List<String> changing = new ArrayList<>();
            identity.path("changing").forEach(log -> changing.add(log.asText()));
            return new KeysUnderWay(
                    changing, Math.max(0, identity.path("cosigners").size() - 1));
        } catch (IOException e) {
            throw new Fault("cannot read " + SafeText.line(file.toString()) + ": " + e.getMessage(), e);
        }
    }
}
