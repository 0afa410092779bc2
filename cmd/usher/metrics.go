package main

import (
	"cmp"
	"context"
	"log/slog"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"usher/bot"
	"usher/schedule/loader"
	"usher/scheduler"
	"usher/storage"
)

// The metrics, asked for when somebody collects them.
var (
	metricSent      = prometheus.NewDesc("usher_delivery_sent_total", "Notices sent since the start.", []string{"platform"}, nil)
	metricDropped   = prometheus.NewDesc("usher_delivery_dropped_total", "Notices not worth sending any more, since the start.", []string{"platform", "reason"}, nil)
	metricRejected  = prometheus.NewDesc("usher_delivery_rejected_total", "Notices that a network will never take, since the start.", []string{"platform"}, nil)
	metricUncertain = prometheus.NewDesc("usher_delivery_uncertain_total", "Times that a notice may have arrived once more, for want of an answer to an attempt, since the start.", []string{"platform"}, nil)
	metricWaiting   = prometheus.NewDesc("usher_queue_waiting", "Notices in the queue.", []string{"platform"}, nil)
	metricOldest    = prometheus.NewDesc("usher_queue_late_seconds", "How long the oldest notice that is due has been so.", []string{"platform"}, nil)
	metricUnwritten = prometheus.NewDesc("usher_storage_unwritable", "1 while nothing can be written down, else 0.", nil, nil)
	metricPeople    = prometheus.NewDesc("usher_people", "Chats that can be told something.", nil, nil)
	metricLoaded    = prometheus.NewDesc("usher_schedule_loaded_timestamp_seconds", "When the schedule in force was put in force.", []string{"source"}, nil)
	metricAnswered  = prometheus.NewDesc("usher_schedule_answered_timestamp_seconds", "When the schedule's source last answered.", []string{"source"}, nil)
)

// collector tells Prometheus how Usher is.
type collector struct {
	store     *storage.DB
	scheduler *scheduler.Scheduler
	sources   func() []bot.SourceState
	trouble   func() bot.Trouble
	now       func() time.Time
	log       *slog.Logger
}

// registry holds Usher's metrics beside those of its process.
func (c *collector) registry() *prometheus.Registry {
	r := prometheus.NewRegistry()
	r.MustRegister(c, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return r
}

// Describe implements prometheus.Collector.
func (c *collector) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{metricSent, metricDropped, metricRejected, metricUncertain, metricWaiting,
		metricOldest, metricUnwritten, metricPeople, metricLoaded, metricAnswered} {
		ch <- d
	}
}

// Collect implements prometheus.Collector.
func (c *collector) Collect(ch chan<- prometheus.Metric) {
	counter := func(d *prometheus.Desc, n int, labels ...string) {
		ch <- prometheus.MustNewConstMetric(d, prometheus.CounterValue, float64(n), labels...)
	}
	gauge := func(d *prometheus.Desc, n float64, labels ...string) {
		ch <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, n, labels...)
	}
	for platform, n := range c.scheduler.Counts() {
		counter(metricSent, n.Sent, platform)
		counter(metricRejected, n.Rejected, platform)
		counter(metricUncertain, n.Uncertain, platform)
		for reason, dropped := range n.Dropped {
			counter(metricDropped, dropped, platform, reason)
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	now := c.now()
	queues, err := c.store.Queues(ctx, now, now)
	if err != nil {
		c.log.Error("cannot measure the queue", "error", err)
	}
	for _, q := range queues {
		gauge(metricWaiting, float64(q.Waiting), q.Platform)
		late := 0.0
		if !q.OldestDue.IsZero() {
			late = max(0, now.Sub(q.OldestDue).Seconds())
		}
		gauge(metricOldest, late, q.Platform)
	}
	unwritten := 0.0
	if !c.trouble().Since.IsZero() {
		unwritten = 1
	}
	gauge(metricUnwritten, unwritten)
	if people, err := c.store.People(ctx); err == nil {
		gauge(metricPeople, float64(people))
	}
	for _, source := range c.sources() {
		name := cmp.Or(source.Source, loader.DefaultName)
		if !source.Loaded.IsZero() {
			gauge(metricLoaded, float64(source.Loaded.Unix()), name)
		}
		if !source.Answered.IsZero() {
			gauge(metricAnswered, float64(source.Answered.Unix()), name)
		}
	}
}
