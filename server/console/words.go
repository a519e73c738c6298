package console

import (
	"context"

	"yunka/server/fault"
)

// ActionWords says what an event did; one that has no words is shown as it is stored.
func (s *Console) ActionWords(ctx context.Context, verb string) string {
	for _, w := range s.words {
		if w.Action != nil {
			if text := w.Action(ctx, verb); text != "" {
				return text
			}
		}
	}
	return verb
}

// done says what a form has just done. An unknown word says nothing.
func (s *Console) done(ctx context.Context, word string) string {
	for _, w := range s.words {
		if w.Done != nil {
			if text := w.Done(ctx, word); text != "" {
				return text
			}
		}
	}
	return ""
}

// FaultWords says why something was refused, on the page it was asked from; "" for
// a fault that has a page of its own.
func (s *Console) FaultWords(ctx context.Context, f *fault.Error) string {
	for _, w := range s.words {
		if w.Fault != nil {
			if text := w.Fault(ctx, f); text != "" {
				return text
			}
		}
	}
	return ""
}

// DetailWords names a part of an event's detail; "" for ids and what nobody reads.
func (s *Console) DetailWords(ctx context.Context, key string) string {
	for _, w := range s.words {
		if w.Detail != nil {
			if text := w.Detail(ctx, key); text != "" {
				return text
			}
		}
	}
	return ""
}
