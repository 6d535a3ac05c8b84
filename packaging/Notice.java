import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Writes the third-party notice of a release: each library in the archive with its licence as the bill of materials states
 * it, then the licence and notice texts the libraries carry themselves, each text once. Run as a source file by dist:
 * {@code java Notice.java SBOM.xml LIB-FOLDER}. A library in the archive without a licence is an error.
 */
void main(String[] arguments) throws Exception {
    Map<String, String> licences = licences(Path.of(arguments[0]));
    Map<String, Path> jars = new TreeMap<>();
    try (Stream<Path> files = Files.walk(Path.of(arguments[1]))) {
        files.filter(file -> file.toString().endsWith(".jar")).forEach(jar -> jars.put(jar.getFileName().toString(), jar));
    }
    StringBuilder list = new StringBuilder();
    Map<String, Set<String>> texts = new TreeMap<>();
    List<String> unknown = new ArrayList<>();
    for (Map.Entry<String, Path> jar : jars.entrySet()) {
        String file = jar.getKey();
        // In the node's folder a jar's name starts with its group; in the CLI's it does not. The longest match is the library.
        String key = licences.keySet().stream()
                .filter(known -> file.equals(known) || file.endsWith("." + known))
                .max((a, b) -> Integer.compare(a.length(), b.length()))
                .orElse("");
        boolean ours = file.contains("commonwatch") || Set.of("quarkus-run.jar", "generated-bytecode.jar", "transformed-bytecode.jar").contains(file);
        if (ours) {
            continue;
        }
        if (key.isEmpty() || licences.get(key).isEmpty()) {
            unknown.add(file);
            continue;
        }
        String line = key.substring(0, key.length() - ".jar".length()) + "  " + licences.get(key) + "\n";
        if (list.indexOf(line) < 0) {
            list.append(line);
        }
        collect(jar.getValue(), key, texts);
    }
    if (!unknown.isEmpty()) {
        System.err.println("no licence known for: " + unknown);
        System.exit(3);
    }
    StringBuilder out = new StringBuilder("Commonwatch is licensed under Apache-2.0, see LICENSE. It contains these libraries:\n\n");
    out.append(list);
    texts.forEach((text, from) -> out.append("\n").append("=".repeat(100)).append("\n").append(String.join(", ", from)).append("\n\n").append(text));
    System.out.write(out.toString().getBytes(StandardCharsets.UTF_8));
    System.out.flush();
}

/** Licence names by {@code name-version.jar}. */
Map<String, String> licences(Path sbom) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    NodeList components = factory.newDocumentBuilder().parse(sbom.toFile()).getElementsByTagName("component");
    Map<String, String> licences = new TreeMap<>();
    for (int i = 0; i < components.getLength(); i++) {
        Element component = (Element) components.item(i);
        Set<String> names = new TreeSet<>();
        NodeList stated = component.getElementsByTagName("license");
        for (int j = 0; j < stated.getLength(); j++) {
            Element licence = (Element) stated.item(j);
            String id = text(licence, "id");
            names.add(id.isEmpty() ? text(licence, "name") : id);
        }
        String expression = text(component, "expression");
        if (!expression.isEmpty()) {
            names.add(expression);
        }
        licences.put(text(component, "name") + "-" + text(component, "version") + ".jar", String.join(" or ", names));
    }
    return licences;
}

String text(Element element, String name) {
    NodeList found = element.getElementsByTagName(name);
    return found.getLength() == 0 ? "" : found.item(0).getTextContent().strip();
}

/** Adds the licence and notice texts in a jar's META-INF and top folder, with which library carries them. */
void collect(Path jar, String library, Map<String, Set<String>> texts) throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
        for (ZipEntry entry : zip.stream().toList()) {
            String name = entry.getName().toLowerCase(Locale.ROOT);
            String file = name.substring(name.lastIndexOf('/') + 1);
            boolean placed = name.startsWith("meta-inf/") ? name.indexOf('/', 9) < 0 || name.startsWith("meta-inf/licenses/") : name.indexOf('/') < 0;
            if (!entry.isDirectory() && placed && file.matches("(licen[cs]e|notice|copying)([-._].*)?(\\.(txt|md))?") && !file.endsWith(".class")) {
                try (InputStream in = zip.getInputStream(entry)) {
                    String text = new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n").strip() + "\n";
                    // The Apache licence itself is in LICENSE already.
                    if (!text.contains("APACHE LICENSE, VERSION 2.0") && !text.matches("(?s)\\s*Apache License\\s+Version 2\\.0, January 2004.*")) {
                        texts.computeIfAbsent(text, fresh -> new TreeSet<>()).add(library.replaceFirst("\\.jar$", ""));
                    }
                }
            }
        }
    }
}
