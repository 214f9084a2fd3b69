// Command controller-metrics prints the metrics that controller-runtime serves for a controller named "application", as
// JSON: of each its name, type and help, of its samples the names of the labels, and of a histogram the buckets.
//
// A controller runs until each result of a reconciler has been counted, a client sends one request, and a lease is held:
// a metric without a sample is not gathered.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"time"

	"github.com/go-logr/logr"
	dto "github.com/prometheus/client_model/go"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/discovery"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/leaderelection"
	"k8s.io/client-go/tools/leaderelection/resourcelock"
	"k8s.io/client-go/util/workqueue"
	"sigs.k8s.io/controller-runtime/pkg/controller"
	"sigs.k8s.io/controller-runtime/pkg/log"
	"sigs.k8s.io/controller-runtime/pkg/metrics"
	"sigs.k8s.io/controller-runtime/pkg/reconcile"
	"sigs.k8s.io/controller-runtime/pkg/source"
)

type family struct {
	Name    string    `json:"name"`
	Type    string    `json:"type"`
	Help    string    `json:"help"`
	Labels  []string  `json:"labels"`
	Results []string  `json:"results,omitempty"`
	Buckets []float64 `json:"buckets,omitempty"`
}

func main() {
	log.SetLogger(logr.Discard())
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "controller-metrics:", err)
		os.Exit(1)
	}
}

func run() error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	server := httptest.NewServer(http.HandlerFunc(func(response http.ResponseWriter, request *http.Request) {
		response.Header().Set("Content-Type", "application/json")
		if request.Method == http.MethodGet && strings.Contains(request.URL.Path, "/leases/") {
			response.WriteHeader(http.StatusNotFound)
			fmt.Fprint(response, `{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"NotFound","code":404}`)
			return
		}
		fmt.Fprint(response, `{}`)
	}))
	defer server.Close()
	config := &rest.Config{Host: server.URL}
	if err := request(config); err != nil {
		return err
	}
	if err := lead(ctx, config); err != nil {
		return err
	}
	if err := reconcileEach(ctx); err != nil {
		return err
	}
	families, err := metrics.Registry.Gather()
	if err != nil {
		return err
	}
	encoder := json.NewEncoder(os.Stdout)
	for _, gathered := range families {
		name := gathered.GetName()
		if strings.HasPrefix(name, "go_") || strings.HasPrefix(name, "process_") {
			continue
		}
		if err := encoder.Encode(describe(gathered)); err != nil {
			return err
		}
	}
	return nil
}

func describe(gathered *dto.MetricFamily) family {
	described := family{
		Name:   gathered.GetName(),
		Type:   strings.ToLower(gathered.GetType().String()),
		Help:   gathered.GetHelp(),
		Labels: []string{},
	}
	for _, sample := range gathered.GetMetric() {
		for _, label := range sample.GetLabel() {
			if label.GetName() == "result" {
				described.Results = append(described.Results, label.GetValue())
			}
		}
	}
	first := gathered.GetMetric()[0]
	for _, label := range first.GetLabel() {
		described.Labels = append(described.Labels, label.GetName())
	}
	for _, bucket := range first.GetHistogram().GetBucket() {
		described.Buckets = append(described.Buckets, bucket.GetUpperBound())
	}
	return described
}

func request(config *rest.Config) error {
	client, err := discovery.NewDiscoveryClientForConfig(config)
	if err != nil {
		return err
	}
	_, err = client.ServerVersion()
	return err
}

func lead(ctx context.Context, config *rest.Config) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	lock, err := resourcelock.NewFromKubeconfig(resourcelock.LeasesResourceLock, "default", "application",
		resourcelock.ResourceLockConfig{Identity: "one"}, config, 10*time.Second)
	if err != nil {
		return err
	}
	leaderelection.RunOrDie(ctx, leaderelection.LeaderElectionConfig{
		Name: "application", Lock: lock,
		LeaseDuration: 15 * time.Second, RenewDeadline: 10 * time.Second, RetryPeriod: 2 * time.Second,
		Callbacks: leaderelection.LeaderCallbacks{
			OnStartedLeading: func(context.Context) { cancel() },
			OnStoppedLeading: func() {},
		},
	})
	return nil
}

func reconcileEach(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	ended := make(chan struct{}, 16)
	answers := map[string]func() (reconcile.Result, error){
		"success":       func() (reconcile.Result, error) { return reconcile.Result{}, nil },
		"error":         func() (reconcile.Result, error) { return reconcile.Result{}, reconcile.TerminalError(errors.New("no")) },
		"requeue_after": func() (reconcile.Result, error) { return reconcile.Result{RequeueAfter: time.Hour}, nil },
	}
	reconciler := reconcile.Func(func(_ context.Context, request reconcile.Request) (reconcile.Result, error) {
		defer func() { ended <- struct{}{} }()
		return answers[request.Name]()
	})
	made, err := controller.NewUnmanaged("application", controller.Options{Reconciler: reconciler})
	if err != nil {
		return err
	}
	add := func(_ context.Context, queue workqueue.TypedRateLimitingInterface[reconcile.Request]) error {
		for name := range answers {
			queue.Add(reconcile.Request{NamespacedName: types.NamespacedName{Name: name}})
		}
		return nil
	}
	if err := made.Watch(source.Func(add)); err != nil {
		return err
	}
	stopped := make(chan error, 1)
	go func() { stopped <- made.Start(ctx) }()
	for range answers {
		<-ended
	}
	cancel()
	return <-stopped
}
