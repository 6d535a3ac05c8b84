package org.commonwatch.bench.scan;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.commonwatch.kernel.Refused;
import org.commonwatch.matching.index.IndicatorIndex;
import org.commonwatch.matching.scan.FileScan;
import org.commonwatch.matching.scan.Profile;

/**
 * Scans a log some times in one process and prints a line of JSON each time: {@code ScanRun INDEX LOG THREADS RUNS TRUTH}. What is
 * found must be the truth, row by row. The peak of memory is the kernel's own, mapped pages included. With one thread it says
 * as well how fast the scan would be if each block took the least time it took in any run so far: others on the machine are
 * left out of that as far as runs go.
 */
final class ScanRun {
    private ScanRun() {}

    public static void main(String[] arguments) throws IOException, Refused {
        if (arguments.length != 5) {
            throw new IllegalArgumentException("give INDEX LOG THREADS RUNS TRUTH");
        }
        Path log = Path.of(arguments[1]);
        int threads = Integer.parseInt(arguments[2]);
        long opening = System.nanoTime();
        try (IndicatorIndex index = IndicatorIndex.open(Path.of(arguments[0]))) {
            double openMillis = (System.nanoTime() - opening) / 1e6;
            FileScan scan = new FileScan(index, Profile.DEFAULT, threads);
            LeastTimes least = new LeastTimes();
            for (int run = 1; run <= Integer.parseInt(arguments[3]); run++) {
                Truth truth = new Truth(Path.of(arguments[4]));
                long from = System.nanoTime();
                long cpu = cpuNanos();
                least.start();
                FileScan.Result result = scan.file(
                        log,
                        (line, offset, indicator, rule, buffer, start, end) -> truth.hit(
                                line,
                                offset,
                                indicator.kind().word(),
                                indicator.value(),
                                new String(buffer, start, end - start, StandardCharsets.UTF_8)),
                        done -> least.block());
                double seconds = (System.nanoTime() - from) / 1e9;
                double cpuSeconds = (cpuNanos() - cpu) / 1e9;
                System.out.printf(
                        Locale.ROOT,
                        "{\"what\":\"ours\",\"masks\":\"%s\",\"rows\":%d,\"log\":\"%s\",\"threads\":%d,\"run\":%d,\"bytes\":%d,"
                                + "\"gbs\":%.3f,\"gb_per_cpu_s\":%.3f,\"gbs_least\":%.3f,\"hits\":%d,\"truth\":\"%s\",\"open_ms\":%.1f,\"peak_mib\":%d}%n",
                        ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent() ? "vector" : "words",
                        index.size(),
                        log.getFileName(),
                        threads,
                        run,
                        result.bytes(),
                        result.bytes() / seconds / 1e9,
                        result.bytes() / cpuSeconds / 1e9,
                        threads == 1 ? result.bytes() / least.seconds() / 1e9 : 0,
                        result.hits(),
                        truth.verdict(),
                        openMillis,
                        peakMebibytes());
            }
        }
    }

    private static long cpuNanos() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    private static long peakMebibytes() throws IOException {
        try (var lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
                    .findFirst()
                    .orElse(0);
        }
    }
}
