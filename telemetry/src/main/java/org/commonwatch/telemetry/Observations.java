package org.commonwatch.telemetry;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.commonwatch.stix.pattern.Observation;
import org.commonwatch.values.IpAddress;

/**
 * What a line says as STIX cyber-observable objects, for patterns. One line is one observation. The paths that can come out
 * stand in {@code docs/formats/telemetry.md}; a pattern that asks for others cannot match.
 */
public final class Observations {
    private final Fields fields;

    /** Each value makes four at most, so that {@code Limits.LOG_FIELDS_MAX} bounds them. */
    private final Map<String, ObjectNode> objects = new LinkedHashMap<>();

    /** Names of the objects that are nothing but a value, by type and value. */
    private final Map<String, String> single = new HashMap<>();

    private Observations(Fields fields) {
        this.fields = fields;
    }

    /**
     * The observation a line makes, or nothing when it names nothing STIX knows.
     *
     * @param id of the observation, the caller's own, for example where the line stood; matches name it
     */
    public static Optional<Observation> of(LogRecord line, String id) {
        Observations observations = new Observations(line.fields());
        observations.network();
        observations.names();
        observations.files();
        observations.processes();
        observations.mail();
        observations.registry();
        if (observations.objects.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new Observation(id, line.time().utc(), line.time().utc(), 1, observations.objects, Map.of()));
    }

    private void network() {
        Optional<String> source = fields.first(Field.SRC_IP).flatMap(this::address);
        Optional<String> target = fields.first(Field.DST_IP).flatMap(this::address);
        boolean request = fields.has(Field.METHOD) && fields.has(Field.URL);
        if (source.isEmpty() && target.isEmpty() && !request) {
            return;
        }
        ObjectNode traffic = object("network-traffic");
        source.ifPresent(name -> traffic.put("src_ref", name));
        target.ifPresent(name -> traffic.put("dst_ref", name));
        number(Field.SRC_PORT).ifPresent(port -> traffic.put("src_port", port));
        number(Field.DST_PORT).ifPresent(port -> traffic.put("dst_port", port));
        number(Field.BYTES_OUT).ifPresent(bytes -> traffic.put("src_byte_count", bytes));
        number(Field.BYTES_IN).ifPresent(bytes -> traffic.put("dst_byte_count", bytes));
        fields.all(Field.PROTOCOL)
                .forEach(protocol -> traffic.withArrayProperty("protocols").add(protocol.toLowerCase(Locale.ROOT)));
        if (request) {
            request(traffic.putObject("extensions").putObject("http-request-ext"));
        }
    }

    private void request(ObjectNode request) {
        fields.first(Field.METHOD).ifPresent(method -> request.put("request_method", method.toLowerCase(Locale.ROOT)));
        fields.first(Field.URL).ifPresent(url -> request.put("request_value", pathOf(url)));
        ObjectNode headers = JsonNodeFactory.instance.objectNode();
        fields.first(Field.USER_AGENT).ifPresent(agent -> headers.put("User-Agent", agent));
        fields.first(Field.DOMAIN).ifPresent(host -> headers.put("Host", host));
        fields.first(Field.REFERRER).ifPresent(referrer -> headers.put("Referer", referrer));
        if (!headers.isEmpty()) {
            request.set("request_header", headers);
        }
    }

    /** A request names what follows the host; of an absolute URL that is the path. */
    private static String pathOf(String url) {
        int slashes = url.indexOf("://");
        int path = slashes < 0 ? 0 : url.indexOf('/', slashes + 3);
        return path < 0 ? "/" : url.substring(path);
    }

    private void names() {
        List<String> answers = fields.all(Field.ANSWERS);
        for (String name : fields.all(Field.DOMAIN)) {
            host(name).map(objects::get).filter(host -> !answers.isEmpty()).ifPresent(host -> {
                for (String answer : answers) {
                    host(answer)
                            .ifPresent(found ->
                                    host.withArrayProperty("resolves_to_refs").add(found));
                }
            });
        }
        fields.first(Field.SRC_HOST).ifPresent(this::host);
        for (String url : fields.all(Field.URL)) {
            if (url.contains("://")) {
                object("url").put("value", url);
            }
        }
        Urls.host(fields.first(Field.REFERRER).orElse("")).ifPresent(this::host);
    }

    /** A name or an address, whichever it is; a port behind it is no part of either. */
    private Optional<String> host(String text) {
        int colon = text.indexOf(':');
        boolean ported = colon > 0 && text.indexOf(':', colon + 1) < 0;
        String bare = ported ? text.substring(0, colon) : text;
        Optional<String> address = address(bare);
        if (address.isPresent()) {
            return address;
        }
        String name = bare.endsWith(".") ? bare.substring(0, bare.length() - 1) : bare;
        return name.isEmpty() || name.indexOf(' ') >= 0 || name.indexOf(':') >= 0
                ? Optional.empty()
                : Optional.of(named("domain-name", name.toLowerCase(Locale.ROOT)));
    }

    private Optional<String> address(String text) {
        return IpAddress.parse(text)
                .map(address -> address.isMappedFour() ? address.mappedFour() : address)
                .map(address -> named(address.six() ? "ipv6-addr" : "ipv4-addr", address.text()));
    }

    private void files() {
        List<String> names = fields.all(Field.FILE_NAME);
        for (String name : names) {
            file(name);
        }
        // A line may name several digests of one algorithm; which is of which file it does not say.
        hashes(Field.MD5, "MD5");
        hashes(Field.SHA1, "SHA-1");
        hashes(Field.SHA256, "SHA-256");
        hashes(Field.SHA512, "SHA-512");
    }

    private ObjectNode file(String path) {
        int slash = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
        ObjectNode file = object("file");
        file.put("name", path.substring(slash + 1));
        if (slash > 0) {
            ObjectNode folder = object("directory");
            folder.put("path", path.substring(0, path.charAt(slash - 1) == ':' ? slash + 1 : slash));
            file.put("parent_directory_ref", lastName());
        }
        return file;
    }

    /** The first digest of each algorithm belongs to the first file, or to the image of the process. */
    private void hashes(Field field, String algorithm) {
        List<String> found = fields.all(field);
        for (int i = 0; i < found.size(); i++) {
            ObjectNode file = i == 0 ? hashed() : object("file");
            file.withObjectProperty("hashes").put(algorithm, found.get(i).toLowerCase(Locale.ROOT));
        }
    }

    private ObjectNode hashed() {
        Optional<ObjectNode> first = objects.values().stream()
                .filter(object -> object.path("type").asText().equals("file"))
                .findFirst();
        return first.orElseGet(() -> fields.first(Field.PROCESS).map(this::file).orElseGet(() -> object("file")));
    }

    private void processes() {
        Optional<String> user = fields.first(Field.USER).map(this::account);
        Optional<String> image = fields.first(Field.PROCESS);
        Optional<String> command = fields.first(Field.COMMAND_LINE);
        if (image.isEmpty() && command.isEmpty()) {
            return;
        }
        ObjectNode process = object("process");
        command.ifPresent(line -> process.put("command_line", line));
        image.ifPresent(path -> image(process, path));
        user.ifPresent(account -> process.put("creator_user_ref", account));
        fields.first(Field.PARENT).ifPresent(path -> {
            ObjectNode parent = object("process");
            process.put("parent_ref", lastName());
            image(parent, path);
        });
    }

    /** The image that carries the digests, if one was made for it. */
    private void image(ObjectNode process, String path) {
        String name = path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
        process.put("name", name);
        Optional<String> known = objects.entrySet().stream()
                .filter(each -> each.getValue().path("type").asText().equals("file")
                        && each.getValue().path("name").asText().equals(name))
                .map(Map.Entry::getKey)
                .findFirst();
        process.put("image_ref", known.orElseGet(() -> {
            int next = objects.size();
            file(path);
            return Integer.toString(next);
        }));
    }

    private String account(String user) {
        object("user-account").put("user_id", user).put("account_login", user.substring(user.lastIndexOf('\\') + 1));
        return lastName();
    }

    private void mail() {
        Optional<String> from = fields.first(Field.EMAIL_FROM).flatMap(this::mailbox);
        List<String> to = fields.all(Field.EMAIL_TO).stream()
                .flatMap(text -> mailbox(text).stream())
                .toList();
        if (from.isEmpty() && to.isEmpty()) {
            return;
        }
        ObjectNode message = object("email-message");
        from.ifPresent(name -> message.put("from_ref", name));
        to.forEach(name -> message.withArrayProperty("to_refs").add(name));
    }

    private Optional<String> mailbox(String text) {
        int open = text.lastIndexOf('<');
        int close = text.indexOf('>', open + 1);
        String address = open >= 0 && close > open ? text.substring(open + 1, close) : text.strip();
        return address.indexOf('@') > 0
                ? Optional.of(named("email-addr", address.toLowerCase(Locale.ROOT)))
                : Optional.empty();
    }

    /** Sysmon writes key and value name as one: both readings are given, with the hive in full and as it was written. */
    private void registry() {
        for (String path : fields.all(Field.REGISTRY_KEY)) {
            Stream.of(Hives.full(path), path).distinct().forEach(this::key);
        }
    }

    private void key(String path) {
        object("windows-registry-key").put("key", path);
        int slash = path.lastIndexOf('\\');
        if (slash > 0) {
            ObjectNode key = object("windows-registry-key").put("key", path.substring(0, slash));
            key.putArray("values").addObject().put("name", path.substring(slash + 1));
        }
    }

    private Optional<Long> number(Field field) {
        return fields.first(field)
                .filter(text ->
                        text.length() <= 18 && !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9'))
                .map(Long::valueOf);
    }

    /** An object of one value, once. */
    private String named(String type, String value) {
        return single.computeIfAbsent(type + ' ' + value, _ -> {
            object(type).put("value", value);
            return lastName();
        });
    }

    private ObjectNode object(String type) {
        ObjectNode object = JsonNodeFactory.instance.objectNode().put("type", type);
        objects.put(Integer.toString(objects.size()), object);
        return object;
    }

    private String lastName() {
        return Integer.toString(objects.size() - 1);
    }
}
