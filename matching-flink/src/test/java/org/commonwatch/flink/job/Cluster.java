package org.commonwatch.flink.job;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.CheckpointType;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import picocli.CommandLine;

/** A cluster of Flink in this process: a job manager and a task manager that can be killed. */
public final class Cluster implements AutoCloseable {
    private static final int SLOTS = 4;
    private static final Duration WAIT_MAX = Duration.ofMinutes(3);

    private final MiniCluster cluster;
    private final Path checkpoints;

    public Cluster(Path folder) throws Exception {
        this.checkpoints = folder.resolve("checkpoints");
        Configuration configuration = new Configuration();
        configuration.setString("rest.bind-port", "0");
        configuration.setString("io.tmp.dirs", folder.resolve("tmp").toString());
        configuration.setString("taskmanager.memory.network.min", "16mb");
        configuration.setString("taskmanager.memory.network.max", "16mb");
        configuration.setString("restart-strategy.exponential-delay.initial-backoff", "100ms");
        this.cluster = new MiniCluster(new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(SLOTS)
                .build());
        cluster.start();
    }

    /** Starts the job as its main method would. */
    public JobID start(Optional<String> checkpoint, String... arguments) throws Exception {
        JobOptions options = new JobOptions();
        new CommandLine(options).parseArgs(arguments);
        options.checkpoints = Optional.of(checkpoints.toUri().toString());
        Configuration configuration = MatchingJob.configuration(options);
        configuration.setString("restart-strategy.exponential-delay.initial-backoff", "100ms");
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        MatchingJob.build(environment, options);
        JobGraph graph = environment.getStreamGraph().getJobGraph();
        checkpoint.ifPresent(path -> graph.setSavepointRestoreSettings(SavepointRestoreSettings.forPath(path)));
        JobID job = cluster.submitJob(graph).get().getJobID();
        awaitStatus(job, JobStatus.RUNNING);
        return job;
    }

    /** Returns where the checkpoint lies. Tasks that still start refuse one; they are waited for. */
    public String checkpoint(JobID job) throws Exception {
        long deadline = System.nanoTime() + WAIT_MAX.toNanos();
        while (true) {
            try {
                long number =
                        cluster.triggerCheckpoint(job, CheckpointType.FULL).get();
                return checkpoints
                        .resolve(job.toString())
                        .resolve("chk-" + number)
                        .toUri()
                        .toString();
            } catch (ExecutionException notYet) {
                if (System.nanoTime() > deadline) {
                    throw notYet;
                }
                Thread.sleep(50);
            }
        }
    }

    /** Ends all tasks as the loss of their machine would, and gives the cluster another one. */
    public void killTasks() throws Exception {
        cluster.terminateTaskManager(0).get();
        cluster.startTaskManager();
    }

    public void cancel(JobID job) throws Exception {
        cluster.cancelJob(job).get();
        awaitStatus(job, JobStatus.CANCELED);
    }

    private void awaitStatus(JobID job, JobStatus wanted) throws Exception {
        long deadline = System.nanoTime() + WAIT_MAX.toNanos();
        while (cluster.getJobStatus(job).get() != wanted) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(
                        "the job is " + cluster.getJobStatus(job).get());
            }
            Thread.sleep(20);
        }
    }

    @Override
    public void close() throws Exception {
        cluster.close();
    }
}
