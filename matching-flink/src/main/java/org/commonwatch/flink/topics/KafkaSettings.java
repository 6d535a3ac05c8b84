package org.commonwatch.flink.topics;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.clients.CommonClientConfigs;

/** How Kafka is reached. */
public final class KafkaSettings {
    private KafkaSettings() {}

    /**
     * @param file properties for every client, such as {@code security.protocol}
     * @param servers go before what the file says
     */
    public static Properties read(String servers, Optional<Path> file) throws IOException {
        Properties settings = new Properties();
        if (file.isPresent()) {
            try (Reader reader = Files.newBufferedReader(file.orElseThrow(), StandardCharsets.UTF_8)) {
                settings.load(reader);
            }
        }
        settings.setProperty(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, servers);
        return settings;
    }

    /** The settings with some more on top. */
    public static Properties with(Properties settings, String... keysAndValues) {
        Properties all = new Properties();
        all.putAll(settings);
        for (int i = 0; i < keysAndValues.length; i += 2) {
            all.setProperty(keysAndValues[i], keysAndValues[i + 1]);
        }
        return all;
    }
}
